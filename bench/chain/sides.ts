/** Everybody who runs the chain, and the requests by which they are compared. `start` measures the same sides. */
import { Alike } from '../alike.ts'
import { order } from '../contracts.ts'
import type { LoadRequest } from '../load.ts'
import type { Program, RunningServer } from '../program.ts'

/** One side; the first of a list is ours. */
export interface ChainSide {
  readonly name: string
  readonly program: Program
  /** How much faster ours has to be, at least; null where nothing was promised. */
  readonly least: number | null
  /** Least time to become warm; half of the load's time, 8 at least, if left out. Units: seconds. */
  readonly warmSeconds?: number
  /** So many answers at least before it counts, then until they get no cheaper. */
  readonly warmAnswers?: number
}

const atoll = (topology: string): Program => ['programs/system.ts', 'systems/chain', topology]

/** A process for each service and one for the gateway. */
export const inProcesses: readonly ChainSide[] = [
  { name: 'Atoll', program: atoll('processes'), least: null },
  { name: 'Moleculer', program: ['peers/moleculer/chain.js', 'all'], least: 3 },
  { name: 'NestJS', program: ['peers/nest/chain.js', 'all'], least: 3 },
  { name: 'Fastify, two hops only', program: ['peers/fastify/chain.js', 'two'], least: 0.8 },
  { name: 'Fastify, the same hops', program: ['peers/fastify/chain.js', 'all'], least: null },
]

/**
 * A JVM for each service and one for the gateway; only where `buildSpring` could build it. A JIT compiles what is hot as
 * it goes, beside the requests, so this side warms up until its requests get no cheaper.
 */
export const spring: ChainSide = {
  name: 'Spring Boot + Cloud Gateway',
  program: ['peers/spring/chain.js', 'all'],
  least: null,
  warmSeconds: 20,
  // HotSpot's last compiler begins with a method's 5,000th to 15,000th call. Source Tier4InvocationThreshold
  warmAnswers: 20_000,
}

/** Everything in one process. */
export const inOneProcess: readonly ChainSide[] = [
  { name: 'Atoll', program: atoll('one-process'), least: null },
  { name: 'Moleculer', program: ['peers/moleculer/chain.js', 'one'], least: 3 },
  { name: 'NestJS', program: ['peers/nest/chain.js', 'one'], least: 3 },
  { name: 'Fastify, two hops only', program: ['peers/fastify/chain.js', 'two'], least: 0.8 },
  { name: 'Fastify, plain functions', program: ['peers/fastify/chain.js', 'one'], least: null },
]

const json = { 'content-type': 'application/json' }
const path = '/quotes'
const good: LoadRequest = { path, headers: json, body: JSON.stringify(order) }
const wrong = [
  { ...order, lines: [] },
  { ...order, customer: 7 },
  { ...order, more: 1 },
].map((each) => ({ request: { ...good, body: JSON.stringify(each) }, statuses: [400, 422] }))
const forged = { ...good, headers: { ...json, authorization: 'Bearer e30.e30.e30' } }
const strangers = [good, forged].map((request) => ({ request, statuses: [401], isStranger: true }))

/** Compares what the sides of one list answer. */
export function chainAlike(): Alike {
  return new Alike({ good: [good], bad: [...wrong, ...strangers] })
}

/** The request that the load sends to a side, with a token that this side believes. */
export async function requestAt({ url, said }: RunningServer): Promise<LoadRequest> {
  const token = typeof said['token'] === 'string' ? said['token'] : await signIn(url)
  return { ...good, headers: { ...json, authorization: `Bearer ${token}` } }
}

/** Ours gives tokens itself. */
async function signIn(url: string): Promise<string> {
  const reply = await fetch(`${url}/session`, { method: 'POST' })
  const body: unknown = await reply.json()
  if (typeof body === 'object' && body !== null && 'accessToken' in body)
    return String(body.accessToken)
  throw new Error(`no token came from ${url}/session, but ${reply.status}`)
}
