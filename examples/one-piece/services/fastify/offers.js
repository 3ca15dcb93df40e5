import Fastify from 'fastify'
// Atoll: settings
import { openSpringSettings } from '@atoll/config-spring-config'
// Atoll: end

const app = Fastify()
const { PORT = 3000, DISCOUNT_PERCENT = 0, CONFIG_URL } = process.env
// Atoll: settings
const from = { servers: [CONFIG_URL], app: 'offers', refreshMs: 1_000 }
const settings = await openSpringSettings({ 'shop.discount-percent': 0 }, from)
// Atoll: end

app.get('/hello', async () => 'hello')
app.get('/offer', async () => {
  let percent = Number(DISCOUNT_PERCENT)
  // Atoll: settings
  percent = settings.current['shop.discount-percent']
  // Atoll: end
  return `a book for ${2_000 - 20 * percent} cents`
})

await app.listen({ port: Number(PORT), host: '127.0.0.1' })
