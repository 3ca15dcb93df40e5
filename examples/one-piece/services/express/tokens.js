import express from 'express'
// Atoll: token
import { openTokenCheck } from '@atoll/identity'
// Atoll: end

const app = express()
const { PORT = 3000, ISSUER_URL } = process.env

app.get('/hello', (_, response) => {
  response.send('hello')
})
// Atoll: token
const tokens = openTokenCheck({ issuer: ISSUER_URL, audience: 'catalog' })
app.use('/prices', tokens.require('prices:read'))
// Atoll: end
app.get('/prices', (request, response) => {
  let customer = 'anybody'
  // Atoll: token
  customer = tokens.callerOf(request).subject
  // Atoll: end
  response.send(`prices for ${customer}`)
})

app.listen(PORT, '127.0.0.1')
