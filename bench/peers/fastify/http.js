/**
 * One operation on bare Fastify: `http.js ajv` with its own validator and compiled serializer, `http.js zod` with the
 * very schema of ours, `http.js none` without any of it, to see what the load itself can do; `http.js busy` works hard.
 */
import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { order as zodOrder, quote as zodQuote } from '../zod.js'
import { quote as quoteOf } from '../../pricing.ts'
import { serve } from '../../programs/server.ts'
import { work } from '../../work.ts'
import { genReqId, logRequests, openLog } from './log.js'
import { order, quote } from './schemas.js'

const [, , variant] = process.argv
// By default Fastify mends a body that breaks its schema; all sides are to refuse it.
const ajv = { customOptions: { removeAdditional: false, coerceTypes: false } }
const app = Fastify({ genReqId, ajv })
if (variant === 'zod') {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
}
const schemas = {
  ajv: { body: order, response: { 200: quote } },
  zod: { body: zodOrder, response: { 200: zodQuote } },
  none: {},
  busy: { body: order, response: { 200: quote } },
}
if (variant !== 'none') logRequests(app, openLog('quotes'), 'quotes.quote')
app.post('/quotes/quote', { schema: schemas[variant] }, async ({ body }) => {
  if (variant === 'busy') await work()
  return quoteOf(body)
})
await app.listen({ host: '127.0.0.1', port: 0 })
serve({ url: `http://127.0.0.1:${app.server.address().port}` }, async () => {
  // After an overload connections of callers that are long gone are still open, and closing would wait for them.
  app.server.closeAllConnections()
  await app.close()
})
