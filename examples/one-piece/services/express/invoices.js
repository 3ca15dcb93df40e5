import express from 'express'
// Atoll: breaker
import { createBreaker } from '@atoll/resilience'
// Atoll: end

const app = express()
const { PORT = 3000, BILLING_URL } = process.env

let askTotal = async (signal) => {
  const reply = await fetch(`${BILLING_URL}/total`, { signal })
  if (!reply.ok) throw new Error(`billing answered ${reply.status}`)
  return reply.text()
}
// Atoll: breaker
const breaker = createBreaker()
const unprotected = askTotal
askTotal = () => breaker.run('billing.total', unprotected, { fallback: () => 'unknown' })
// Atoll: end

app.get('/hello', (_, response) => {
  response.send('hello')
})
app.get('/total', async (_, response) => {
  response.send(await askTotal())
})

app.listen(PORT, '127.0.0.1')
