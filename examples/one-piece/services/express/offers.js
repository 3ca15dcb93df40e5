import express from 'express'
// Atoll: settings
import { openSpringSettings } from '@atoll/config-spring-config'
// Atoll: end

const app = express()
const { PORT = 3000, DISCOUNT_PERCENT = 0, CONFIG_URL } = process.env
// Atoll: settings
const from = { servers: [CONFIG_URL], app: 'offers', refreshMs: 1_000 }
const settings = await openSpringSettings({ 'shop.discount-percent': 0 }, from)
// Atoll: end

app.get('/hello', (_, response) => {
  response.send('hello')
})
app.get('/offer', (_, response) => {
  let percent = Number(DISCOUNT_PERCENT)
  // Atoll: settings
  percent = settings.current['shop.discount-percent']
  // Atoll: end
  response.send(`a book for ${2_000 - 20 * percent} cents`)
})

app.listen(PORT, '127.0.0.1')
