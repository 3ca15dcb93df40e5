import Fastify from 'fastify'
// Atoll: token
import { openTokenCheck } from '@atoll/identity'
// Atoll: end

const app = Fastify()
const { PORT = 3000, ISSUER_URL } = process.env

app.get('/hello', async () => 'hello')
app.register(async (prices) => {
  // Atoll: token
  const tokens = openTokenCheck({ issuer: ISSUER_URL, audience: 'catalog' })
  const check = tokens.require('prices:read')
  prices.addHook('onRequest', (request, reply, done) => check(request.raw, reply.raw, done))
  // Atoll: end
  prices.get('/prices', async (request) => {
    let customer = 'anybody'
    // Atoll: token
    customer = tokens.callerOf(request.raw).subject
    // Atoll: end
    return `prices for ${customer}`
  })
})

await app.listen({ port: Number(PORT), host: '127.0.0.1' })
