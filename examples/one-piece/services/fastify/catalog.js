import Fastify from 'fastify'
// Atoll: eureka
import { joinEureka } from '@atoll/discovery-eureka'
// Atoll: tracing
import { openZipkinTracing } from '@atoll/telemetry-zipkin'
// Atoll: end

const app = Fastify()
const { PORT = 3000, NEIGHBOUR_URL, EUREKA_URL, ZIPKIN_URL } = process.env

app.get('/hello', async () => 'hello from catalog')
app.get('/neighbour/:word', async () => {
  let neighbour = NEIGHBOUR_URL
  // Atoll: eureka
  neighbour = await registry.addressOf('spring-shop')
  // Atoll: end
  const reply = await fetch(`${neighbour}/hello`)
  return reply.text()
})

await app.listen({ port: Number(PORT), host: '127.0.0.1' })
// Atoll: eureka
const registry = joinEureka({ servers: [EUREKA_URL], service: 'catalog', server: app.server })
// Atoll: tracing
openZipkinTracing({ service: 'catalog', url: ZIPKIN_URL })
// Atoll: end
