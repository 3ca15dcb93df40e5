/**
 * The chain on bare Fastify and undici: `chain.js all` has the hops of the other sides (gateway, orders, then catalog and
 * payments at once), `chain.js two` ends at orders, `chain.js one` is one process that calls plain functions.
 */
import Fastify from 'fastify'
import { Pool } from 'undici'
import { centsOf, methodOf, quote as quoteOf, toQuote } from '../../pricing.ts'
import { serve } from '../../programs/server.ts'
import { openTokens, refusalOf } from '../jwt.js'
import { ownRole, playRole, startRoles } from '../roles.js'
import { genReqId, logRequests, openLog } from './log.js'
import { method, order, paying, prices, quote, skus } from './schemas.js'

const json = { 'content-type': 'application/json' }
const connections = 64

function openApp(service, operation) {
  const ajv = { customOptions: { removeAdditional: false, coerceTypes: false } }
  const app = Fastify({ genReqId, ajv })
  logRequests(app, openLog(service), operation)
  return app
}

async function listen(app) {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${app.server.address().port}`
}

function ask(pool, path, body) {
  return pool.request({ method: 'POST', path, headers: json, body: JSON.stringify(body) })
}

async function answer(pool, path, body) {
  const reply = await ask(pool, path, body)
  if (reply.statusCode !== 200) throw new Error(`${path} answered ${reply.statusCode}`)
  return reply.body.json()
}

const roles = {
  async catalog() {
    const app = openApp('catalog', 'catalog.pricesOf')
    const schema = { body: skus, response: { 200: prices } }
    app.post('/prices', { schema }, async ({ body }) => ({ prices: body.skus.map(centsOf) }))
    return listen(app)
  },
  async payments() {
    const app = openApp('payments', 'payments.methodOf')
    const schema = { body: paying, response: { 200: method } }
    app.post('/methods', { schema }, async ({ body }) => ({ method: methodOf(body.card) }))
    return listen(app)
  },
  async orders(told) {
    const app = openApp('orders', 'orders.quote')
    const schema = { body: order, response: { 200: quote } }
    if (told === null) {
      app.post('/quotes', { schema }, async ({ body }) => quoteOf(body))
      return listen(app)
    }
    const catalog = new Pool(told.catalog, { connections })
    const payments = new Pool(told.payments, { connections })
    app.post('/quotes', { schema }, async ({ body }) => {
      const [priced, paid] = await Promise.all([
        answer(catalog, '/prices', { skus: body.lines.map(({ sku }) => sku) }),
        answer(payments, '/methods', { card: body.card }),
      ])
      return toQuote(body, priced.prices, paid.method)
    })
    return listen(app)
  },
}

async function openGateway(verify, ordersUrl) {
  const app = openApp('web', 'orders.quote')
  app.addHook('onRequest', async (request, reply) => {
    const status = refusalOf(verify, request.headers.authorization)
    if (status !== null) return reply.code(status).send({ status })
  })
  if (ordersUrl === null) {
    const schema = { body: order, response: { 200: quote } }
    app.post('/quotes', { schema }, async ({ body }) => quoteOf(body))
    return app
  }
  const orders = new Pool(ordersUrl, { connections })
  app.post('/quotes', async (request, reply) => {
    const { statusCode, body } = await ask(orders, '/quotes', request.body)
    reply.code(statusCode).header('content-type', 'application/json; charset=utf-8')
    return reply.send(Buffer.from(await body.arrayBuffer()))
  })
  return app
}

async function start(variant) {
  const { token, verify } = openTokens()
  const nothing = () => null
  const wanted = {
    one: [],
    two: [{ orders: nothing }],
    all: [{ catalog: nothing, payments: nothing }, { orders: (said) => said }],
  }
  const { said, stop } = await startRoles(import.meta.filename, ...wanted[variant])
  const app = await openGateway(verify, said.orders ?? null)
  serve({ url: await listen(app), token }, async () => {
    // The load's connections are still open; nobody waits for them.
    app.server.closeAllConnections()
    await app.close()
    await stop()
  })
}

const own = ownRole()
if (own === null) await start(process.argv[2])
else playRole(await roles[own.role](own.told))
