// region catalog
import express from 'express'
// Atoll: eureka
import { joinEureka } from '@atoll/discovery-eureka'
// Atoll: tracing
import { openZipkinTracing } from '@atoll/telemetry-zipkin'
// Atoll: end

const app = express()
const { PORT = 3000, NEIGHBOUR_URL, EUREKA_URL, ZIPKIN_URL } = process.env

app.get('/hello', (_, response) => {
  response.send('hello from catalog')
})
app.get('/neighbour/:word', async (_, response) => {
  let neighbour = NEIGHBOUR_URL
  // Atoll: eureka
  neighbour = await registry.addressOf('spring-shop')
  // Atoll: end
  const reply = await fetch(`${neighbour}/hello`)
  response.send(await reply.text())
})

const server = app.listen(PORT, '127.0.0.1')
// Atoll: eureka
const registry = joinEureka({ servers: [EUREKA_URL], service: 'catalog', server })
// Atoll: tracing
openZipkinTracing({ service: 'catalog', url: ZIPKIN_URL })
// Atoll: end
// endregion
