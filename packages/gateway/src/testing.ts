/**
 * A gateway over a real listener, with services of a few lines behind it. What this package's tests share; no test of
 * others needs it. Calls stay in the process: how they cross is proved where transports are.
 */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { type Calls, createLocalCalls, type LocalCalls, type Surroundings } from '@atoll/chassis'
import {
  anyone,
  command,
  contract,
  notFound,
  type Operation,
  query,
  scope,
  stream,
} from '@atoll/contract'
import type { ListenerLimits } from '@atoll/http'
import { authorize, createAttestationVerifier } from '@atoll/identity'
import { createTestIdentity } from '@atoll/identity/testing'
import {
  type Call,
  type Clock,
  createIds,
  type Deliver,
  Fault,
  type Fields,
  noFailpoint,
  pipeline,
  type Reply,
  silentLog,
  systemClock,
} from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { incomingDeadline } from '@atoll/resilience'
import { createSpanRing, createTelemetry, type SpanRing } from '@atoll/telemetry'
import { z } from 'zod'
import type { Gateway } from './gateway.ts'
import { startGateway } from './start-gateway.ts'

const Sku = z.string().max(10)
const OrderId = z.string().max(10)

/** A service that anybody may ask, and one that needs scopes. */
export const catalog = contract('catalog', 1, {
  product: query({
    input: z.object({ sku: Sku }),
    output: z.object({ sku: Sku, cents: z.int() }),
    faults: { unknownProduct: notFound(z.object({ sku: Sku })) },
    allow: anyone,
  }),
  products: query({
    input: z.object({ limit: z.int().max(5).default(5) }),
    output: z.object({ items: z.array(Sku) }),
    allow: anyone,
  }),
})

/** See `catalog`. */
export const orders = contract('orders', 1, {
  place: command({
    input: z.object({ sku: Sku }),
    output: z.object({ orderId: OrderId }),
    allow: scope('orders:write'),
    idempotencyKey: 'required',
  }),
  order: query({
    input: z.object({ orderId: OrderId }),
    output: z.object({ orderId: OrderId, status: z.string() }),
    allow: scope('orders:read'),
  }),
  follow: query({
    input: z.object({ orderId: OrderId, after: z.int().optional() }),
    output: stream(z.object({ n: z.int() }), { resume: 'n' }),
    allow: scope('orders:read'),
  }),
})

/** What answers behind the gateway, by `contract.operation`. */
export type Handlers = Readonly<Record<string, (call: Call) => Promise<Reply>>>

/** What a test may say of its gateway. */
export interface Around {
  readonly handlers?: Handlers
  readonly clock?: Clock
  readonly graceMs?: number
  readonly ready?: () => boolean
  /** Whether the services give no heed to deadlines. */
  readonly isDeaf?: boolean
  /** How calls reach the services, instead of staying in the process. */
  readonly calls?: Calls
  readonly limits?: Partial<ListenerLimits>
  readonly tracePeers?: readonly string[]
}

/** Starts a gateway on a free port. */
export async function open(gateway: Gateway, around: Around = {}) {
  const clock = around.clock ?? systemClock
  const identity = createTestIdentity({ clock: systemClock })
  const records: Fields[] = []
  const ring = createSpanRing()
  const running = await startGateway(
    gateway,
    surroundings({ ...around, clock, identity, records, ring }),
    {
      system: 'shop',
      host: '127.0.0.1',
      port: 0,
      ...(around.limits === undefined ? {} : { limits: around.limits }),
      tracePeers: around.tracePeers ?? [],
      ready: async () => ({ ok: around.ready?.() ?? true }),
      signIn: async ({ subject, scopes }) => ({
        accessToken: identity.token({ audience: 'shop', subject, scopes }),
        expiresIn: 300,
      }),
    },
  )
  const token = (...scopes: readonly string[]) => identity.token({ audience: 'shop', scopes })
  return {
    ...running,
    port: Number(new URL(running.address).port),
    identity,
    records,
    spans: () => ring.spans(),
    token,
    fetch: (path: string, init?: RequestInit) =>
      fetch(`${running.address}${path}`, { redirect: 'manual', ...init }),
    [Symbol.asyncDispose]: () => running.stop(),
  }
}

function surroundings(
  parts: Around & {
    readonly clock: Clock
    readonly identity: ReturnType<typeof createTestIdentity>
    readonly records: Fields[]
    readonly ring: SpanRing
  },
): Surroundings {
  const { clock, identity, records, ring } = parts
  const log = { ...silentLog, isOn: () => true, info: keep, warn: keep, error: keep }
  function keep(fields: Fields) {
    records.push(fields)
  }
  const random = createSeededRandom(1)
  return {
    calls: parts.calls ?? { kind: 'direct', local: localOf(parts, clock) },
    external: new Map(),
    // A gateway neither sends nor takes messages.
    messaging: undefined as never,
    clock,
    ids: createIds(clock),
    random,
    failpoint: noFailpoint,
    instance: 'test',
    version: '7',
    environment: {},
    limits: { graceMs: parts.graceMs ?? 2_000, leaseMs: 1_000, retryPausesMs: [] },
    openDatabase: () => Promise.reject(new TypeError('a gateway has no database')),
    openTelemetry: (service) =>
      createTelemetry({ service, instance: 'test', version: '7', log, clock, spans: [ring] }),
    openIdentity: async (service) => ({
      verify: identity.verifier('shop'),
      tokens: {
        exchange: async ({ audience }) => {
          if (parts.calls === undefined) throw new TypeError('calls stay in the process')
          return { token: identity.token({ audience }), expiresAt: Number.MAX_SAFE_INTEGER }
        },
      },
      attestor: identity.attestor(service),
      attestations: createAttestationVerifier({ keys: identity.keys, clock }),
    }),
  }
}

/** Behind the gateway stand the steps of a service's own border that matter here. */
function localOf({ handlers = {}, isDeaf = false }: Around, clock: Clock): LocalCalls {
  const answer: Deliver = async (message) => {
    if (message.kind !== 'call') throw new TypeError('a service is called')
    const handler = handlers[nameOf(message.operation)]
    if (handler === undefined) throw new TypeError(`no handler for ${nameOf(message.operation)}`)
    return handler(message)
  }
  const deliver = pipeline([...(isDeaf ? [] : [incomingDeadline(clock)]), authorize()], answer)
  const local = createLocalCalls(clock)
  for (const { $contract } of [catalog, orders]) local.serve($contract.name, deliver)
  return local
}

function nameOf({ contract: owner, name }: Operation): string {
  return `${owner}.${name}`
}

/** A fault that the contract declares. */
export function unknownProduct(sku: string): Fault {
  return new Fault({
    kind: 'not_found',
    code: 'unknownProduct',
    message: 'There is no such product.',
    details: { sku },
    declared: true,
  })
}

/** Work that nobody answers; it tells when it has begun, and why it was cancelled. */
export function never() {
  const begun = Promise.withResolvers<Call>()
  const cancelled = Promise.withResolvers<Fault>()
  const handler = (call: Call) => {
    call.context.cancellation.onCancel(cancelled.resolve)
    begun.resolve(call)
    return new Promise<never>(() => {})
  }
  return { handler, begun: begun.promise, reason: cancelled.promise }
}

/** A problem document, checked for the form that all have. */
export async function problemOf(response: Response): Promise<{ status: number; code: string }> {
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const text = await response.text()
  assert.doesNotMatch(text, /node_modules|\bat .+:\d+|FST_|HPE_/)
  const problem: unknown = JSON.parse(text)
  assert.ok(typeof problem === 'object' && problem !== null)
  assert.equal(Reflect.get(problem, 'status'), response.status)
  return { status: response.status, code: String(Reflect.get(problem, 'code')) }
}

/** Sends bytes as they are, for what no client library would send, and reads until the server closes. */
export async function sendRaw(port: number, text: string) {
  const socket = connect({ host: '127.0.0.1', port }).setEncoding('latin1')
  socket.on('error', () => socket.destroy())
  let all = ''
  socket.on('data', (piece) => {
    all += String(piece)
  })
  socket.write(Buffer.from(text, 'latin1'))
  await new Promise((resolve) => socket.once('close', resolve))
  const [first = ''] = all.split('\r\n\r\n')
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(all)?.[1] ?? 0), head: first }
}

/** A request head with the least that is well-formed; it asks the server to close. */
export function head(line: string, ...headers: readonly string[]): string {
  return `${[`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`
}

/** Looks into JSON that nobody has typed. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined),
    value,
  )
}
