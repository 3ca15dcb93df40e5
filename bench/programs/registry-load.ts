/**
 * Instances and callers of a registry. Takes one argument, JSON: `{ url, act, instances, callers, seconds, perSecond }`.
 * `register` registers everybody and lets every caller fetch everything; `ask` renews and fetches for so long, as often as
 * it is answered or at a rate; meanwhile one instance a second leaves and comes back. Says how many answers there were, how
 * long each kind waited, and how many failed.
 */
import { Pool } from 'undici'
import { quantile } from '../figures.ts'
import {
  cancel,
  type EstateRequest,
  fetchAll,
  fetchDelta,
  register,
  renew,
} from '../registry/estate.ts'

interface Asked {
  /** Shape: `http://127.0.0.1:8761/eureka`. */
  readonly url: string
  readonly act: 'register' | 'ask'
  readonly instances: number
  readonly callers: number
  readonly seconds: number
  /** Null for as often as there are answers. */
  readonly perSecond: number | null
}

type Kind = 'renewal' | 'delta' | 'everything' | 'change'

const connections = 50
/**
 * Three thousand instances renew a hundred times in a second, three hundred callers fetch ten times; of twenty fetches one
 * is of a caller that has just started.
 */
const cycle = { requests: 220, deltaEach: 11, everythingAt: 110 } as const
/** So many instances are replaced again and again, so that the delta is as long in each turn. */
const replaced = 20
const replaceMs = 1_000

// Written by the measurement that starts this program.
const asked = JSON.parse(process.argv[2] ?? '') as Asked
const { origin, pathname: base } = new URL(asked.url)
const pool = new Pool(origin, { connections, pipelining: 1 })
const waits: Record<Kind, number[]> = { renewal: [], delta: [], everything: [], change: [] }
let failed = 0
let sent = 0
/** Anywhere, so that a short run does not renew the same ones as the run before. */
let renewed = Math.floor(Math.random() * asked.instances)

const startedAt = performance.now()
await (asked.act === 'register' ? registerAll() : ask())
const seconds = (performance.now() - startedAt) / 1000
await pool.close()
const kinds = Object.entries(waits).map(([kind, each]) => {
  const [p50, p99] = [quantile(each, 0.5), quantile(each, 0.99)]
  return [kind, { answers: each.length, p50, p99 }] as const
})
process.stdout.write(`${JSON.stringify({ seconds, failed, kinds: Object.fromEntries(kinds) })}\n`)

async function registerAll(): Promise<void> {
  const changes = Array.from({ length: asked.instances }, (_, index) => register(index))
  await eachOf(changes, (request) => send('change', request, performance.now()))
  const callers = Array.from({ length: asked.callers }, () => fetchAll)
  await eachOf(callers, (request) => send('everything', request, performance.now()))
}

async function eachOf<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const left = all.values()
  const worker = async () => {
    for (const one of left) await act(one)
  }
  await Promise.all(Array.from({ length: connections }, worker))
}

async function ask(): Promise<void> {
  // They are not renewed, and which of them are replaced in a run is its time's choice.
  for (let index = 0; index < replaced; index += 1)
    await send('change', register(index), performance.now())
  const until = startedAt + asked.seconds * 1000
  let replacing = Promise.resolve()
  const timer = setInterval(() => {
    replacing = replace()
  }, replaceMs)
  await (asked.perSecond === null ? askInTurn(until) : askAtRate(asked.perSecond, until))
  clearInterval(timer)
  await replacing
}

/** Each connection asks again once it is answered. */
async function askInTurn(until: number): Promise<void> {
  const worker = async () => {
    while (performance.now() < until) await send(...next(), performance.now())
  }
  await Promise.all(Array.from({ length: connections }, worker))
}

/** Everybody comes at the time that was set, and waits from then on, whoever is not answered yet. */
async function askAtRate(perSecond: number, until: number): Promise<void> {
  const under = new Set<Promise<void>>()
  for (let count = 0; ; ) {
    const now = performance.now()
    for (; startedAt + (count / perSecond) * 1000 <= now; count += 1) {
      const one = send(...next(), startedAt + (count / perSecond) * 1000)
      under.add(one)
      void one.then(() => under.delete(one))
    }
    if (now >= until) break
    // No timer: the core of the load has nothing else to do, and nobody is to come late.
    await new Promise(setImmediate)
  }
  await Promise.all(under)
}

function next(): readonly [Kind, EstateRequest] {
  const place = sent % cycle.requests
  sent += 1
  if (place === cycle.everythingAt) return ['everything', fetchAll]
  if (place % cycle.deltaEach === 0) return ['delta', fetchDelta]
  renewed += 1
  // Those that are replaced are heard from by that.
  return ['renewal', renew(replaced + (renewed % (asked.instances - replaced)))]
}

async function replace(): Promise<void> {
  const index = Math.floor(Date.now() / replaceMs) % replaced
  await send('change', cancel(index), performance.now())
  await send('change', register(index), performance.now())
}

/** Units: `dueAt` in milliseconds of this process. */
function send(kind: Kind, asked: EstateRequest, dueAt: number): Promise<void> {
  const { method, path, headers, body } = asked
  let isGood = false
  return new Promise((resolve, reject) => {
    pool.dispatch(
      { method, path: `${base}${path}`, headers, body },
      {
        onRequestStart() {},
        onResponseStart(_controller, status) {
          isGood = status < 300
        },
        // Read, and looked at by nobody.
        onResponseData() {},
        onResponseEnd() {
          if (isGood) waits[kind].push(performance.now() - dueAt)
          else failed += 1
          resolve()
        },
        onResponseError(_controller, error) {
          reject(error)
        },
      },
    )
  })
}
