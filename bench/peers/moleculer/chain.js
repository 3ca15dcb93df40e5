/**
 * The chain on Moleculer with its own gateway, moleculer-web: `chain.js all` as four nodes over the TCP transporter,
 * `chain.js one` as one broker whose calls stay in the process.
 */
import { Errors, ServiceBroker } from 'moleculer'
import ApiGateway from 'moleculer-web'
import { centsOf, methodOf, toQuote } from '../../pricing.ts'
import { serve } from '../../programs/server.ts'
import { openLog } from '../fastify/log.js'
import { openTokens, refusalOf } from '../jwt.js'
import { freePort, ownRole, playRole, startRoles } from '../roles.js'

const sku = { type: 'string', min: 1, max: 40 }
const card = { type: 'string', min: 4, max: 40 }

/** One line for each action, as the other sides write. */
function logActions(log) {
  return {
    name: 'LogActions',
    localAction: (next, action) => async (ctx) => {
      const startedAt = performance.now()
      let outcome = 'internal'
      try {
        const answer = await next(ctx)
        outcome = 'ok'
        return answer
      } finally {
        const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000
        const { requestID: trace, caller } = ctx
        const operation = action.name
        log.info({ trace, border: 'server-in', operation, caller, outcome, durationMs }, operation)
      }
    },
  }
}

const services = {
  catalog: () => ({
    name: 'catalog',
    actions: {
      pricesOf: {
        params: { $$strict: true, skus: { type: 'array', min: 1, max: 50, items: sku } },
        handler: async ({ params }) => ({ prices: params.skus.map(centsOf) }),
      },
    },
  }),
  payments: () => ({
    name: 'payments',
    actions: {
      methodOf: {
        params: { $$strict: true, card },
        handler: async ({ params }) => ({ method: methodOf(params.card) }),
      },
    },
  }),
  orders: () => ({
    name: 'orders',
    dependencies: ['catalog', 'payments'],
    actions: {
      quote: {
        params: {
          $$strict: true,
          orderId: 'uuid',
          customer: { type: 'string', min: 1, max: 100 },
          card,
          lines: {
            type: 'array',
            min: 1,
            max: 50,
            items: {
              type: 'object',
              strict: true,
              props: { sku, quantity: { type: 'number', integer: true, min: 1, max: 99 } },
            },
          },
        },
        async handler(ctx) {
          const { lines, card } = ctx.params
          const [priced, paid] = await Promise.all([
            ctx.call('catalog.pricesOf', { skus: lines.map(({ sku }) => sku) }),
            ctx.call('payments.methodOf', { card }),
          ])
          return toQuote(ctx.params, priced.prices, paid.method)
        },
      },
    },
  }),
  web: ({ verify }) => ({
    name: 'web',
    mixins: [ApiGateway],
    dependencies: ['orders'],
    settings: {
      port: 0,
      ip: '127.0.0.1',
      logRequest: null,
      logResponse: null,
      logRouteRegistration: null,
      routes: [
        {
          path: '/',
          authorization: true,
          mappingPolicy: 'restrict',
          aliases: { 'POST /quotes': 'orders.quote' },
          bodyParsers: { json: true },
          logging: false,
        },
      ],
    },
    methods: {
      async authorize(ctx, route, request) {
        const status = refusalOf(verify, request.headers.authorization)
        if (status === 401) throw new ApiGateway.Errors.UnAuthorizedError()
        if (status !== null) throw new Errors.MoleculerClientError('forbidden', status)
      },
    },
  }),
}

/** Nodes find each other by this list; nothing is broadcast into the network. */
function openBroker(node, ports) {
  const urls = Object.entries(ports).map(([name, port]) => `127.0.0.1:${port}/${name}`)
  const isAlone = urls.length === 0
  const options = { udpDiscovery: false, port: ports[node], urls }
  return new ServiceBroker({
    nodeID: node,
    namespace: 'bench',
    logger: { type: 'Console', options: { level: 'error' } },
    transporter: isAlone ? null : { type: 'TCP', options },
    internalServices: false,
    requestTimeout: 10_000,
    middlewares: [logActions(openLog(node))],
  })
}

async function portsFor(names) {
  const entries = []
  for (const name of names) entries.push([name, await freePort()])
  return Object.fromEntries(entries)
}

async function start(variant) {
  const names = variant === 'one' ? [] : ['catalog', 'payments', 'orders', 'web']
  const { token, verify } = openTokens()
  const ports = await portsFor(names)
  const roles = names.filter((name) => name !== 'web').map((name) => [name, () => ports])
  // Nodes wait for each other, so all of them begin at once.
  const starting = startRoles(import.meta.filename, Object.fromEntries(roles))
  const broker = openBroker('web', ports)
  for (const name of Object.keys(services))
    if (variant === 'one' || name === 'web') broker.createService(services[name]({ verify }))
  const { stop } = await starting
  await broker.start()
  await broker.waitForServices(['orders', 'catalog', 'payments'])
  const { server } = broker.getLocalService('web')
  serve({ url: `http://127.0.0.1:${server.address().port}`, token }, async () => {
    server.closeAllConnections()
    await broker.stop()
    await stop()
  })
}

async function play({ role, told }) {
  const broker = openBroker(role, told)
  broker.createService(services[role]({}))
  // Resolves only when the services it depends on are there, which may begin later.
  broker.start()
  playRole({})
}

const own = ownRole()
if (own === null) await start(process.argv[2])
else await play(own)
