/**
 * Customers who place orders while things fall, and insist: the same order under the same key until it is taken. Every
 * attempt is written down as the client saw it, for the checker. `suite.ts` starts and pauses them.
 */
import { createHash, randomUUID } from 'node:crypto'
import { request } from 'node:http'
import type { Random } from '@atoll/pipeline'
import type { Attempt } from '../checker/checker.ts'

/** What a load is made of. */
export interface LoadParts {
  /** Where the store is. Shape: `http://localhost:40123`. */
  readonly url: string
  readonly random: Random
  readonly clients: number
  /** What can be bought. */
  readonly skus: readonly string[]
  /** Whether at this moment nothing but graceful stops goes on, and since when. Units: milliseconds, 1970. */
  readonly gracefulSince: () => number | null
}

/** Customers at work. */
export interface Load {
  /** All attempts so far. */
  readonly attempts: readonly Attempt[]
  /** Answers that no fault explains: a refusal that is the client's own. */
  readonly surprises: readonly string[]
  /** The longest that a customer insisted. Units: milliseconds. */
  longestMs(): number
  /** Resolves when every customer has the answer that it insists on. */
  pause(): Promise<void>
  resume(): void
  stop(): Promise<void>
}

const emails = ['ada@example.com', 'grace@example.com', 'katherine@example.com']
const cards = ['approve', 'approve', 'approve', 'approve', 'approve', 'approve', 'decline', 'slow']
/** Between two orders of one customer. Units: milliseconds. */
const thinkMsMax = 600
/** Between two attempts of one order. Units: milliseconds. */
const insistMsMin = 40
const insistMsMax = 400
/** Longer than the longest deadline of the store. Units: milliseconds. */
const answerMsMax = 15_000
/** After this an order that nobody takes is a failure of its own. Units: milliseconds. */
const insistMsLimit = 180_000
/** How many customers ask again after the answer, to get the same one. */
const doubtful = 0.25

/** Starts the customers. */
export function startLoad(parts: LoadParts): Load {
  const attempts: Attempt[] = []
  const surprises: string[] = []
  let longestMs = 0
  let isOver = false
  let gate = Promise.withResolvers<void>()
  gate.resolve()
  /** Customers who wait at the gate. */
  let waiting = 0
  const told = { attempts, surprises, took: (ms: number) => (longestMs = Math.max(longestMs, ms)) }
  const customer = async (index: number) => {
    let token = ''
    for (;;) {
      waiting += 1
      await gate.promise
      waiting -= 1
      if (isOver) return
      token = await placeOne(parts, { token, email: emails[index % emails.length] ?? '' }, told)
      await sleep(parts.random.next() * thinkMsMax)
    }
  }
  const customers = Array.from({ length: parts.clients }, (_, index) => customer(index))
  const pause = async () => {
    gate = Promise.withResolvers<void>()
    while (waiting < parts.clients) await sleep(20)
  }
  return {
    attempts,
    surprises,
    longestMs: () => longestMs,
    pause,
    resume: () => gate.resolve(),
    async stop() {
      isOver = true
      gate.resolve()
      await Promise.all(customers)
    },
  }
}

interface Told {
  readonly attempts: Attempt[]
  readonly surprises: string[]
  readonly took: (ms: number) => void
}

/** Places one order, however often it takes. Answers the token, which may be a new one. */
async function placeOne(
  parts: LoadParts,
  who: { readonly token: string; readonly email: string },
  told: Told,
): Promise<string> {
  const { random, skus } = parts
  const draw = <T>(list: readonly T[]) => list[Math.floor(random.next() * list.length)]
  const lines = Array.from({ length: 1 + Math.floor(random.next() * 2) }, () => ({
    sku: draw(skus),
    quantity: 1 + Math.floor(random.next() * 2),
  }))
  const body = { lines, card: draw(cards) }
  const key = randomUUID()
  let { token } = who
  const startedAt = Date.now()
  for (;;) {
    if (token === '') token = await signIn(parts.url, who.email)
    const { attempt, code } = await attemptOrder(parts, { token, key, body })
    if (token !== '' || attempt.status !== null) told.attempts.push(attempt)
    if (attempt.orderId !== null) break
    if (attempt.status === 401) token = ''
    else if (attempt.status !== null && attempt.status < 500 && attempt.status !== 429)
      told.surprises.push(`the order ${key} was answered ${attempt.status} ${code}`)
    if (Date.now() - startedAt > insistMsLimit) {
      told.surprises.push(`the order ${key} was not taken in ${insistMsLimit} ms, last ${code}`)
      break
    }
    await sleep(insistMsMin + random.next() * (insistMsMax - insistMsMin))
  }
  told.took(Date.now() - startedAt)
  if (random.next() < doubtful)
    told.attempts.push((await attemptOrder(parts, { token, key, body })).attempt)
  return token
}

async function signIn(url: string, email: string): Promise<string> {
  const answer = await post(`${url}/api/session`, {}, { email })
  if (answer.status !== 200) return ''
  // The shape of a session, as the store's README says it.
  return (JSON.parse(answer.text) as { accessToken: string }).accessToken
}

async function attemptOrder(
  { url, gracefulSince }: LoadParts,
  order: { readonly token: string; readonly key: string; readonly body: unknown },
): Promise<{ readonly attempt: Attempt; readonly code: string }> {
  const { token, key, body } = order
  const startedAt = Date.now()
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key }
  const { status, text, error } = await post(`${url}/api/orders`, headers, body)
  const since = gracefulSince()
  const gracefulOnly = since !== null && since <= startedAt
  const base = { key, status, gracefulOnly, at: Date.now() }
  if (status === 202) {
    const { orderId } = JSON.parse(text) as { orderId: string }
    const bodyHash = createHash('sha256').update(text).digest('base64url')
    return { attempt: { ...base, executed: null, orderId, bodyHash }, code: '' }
  }
  const problem = readProblem(text)
  // Whoever is not connected has sent nothing.
  const executed = error === 'ECONNREFUSED' ? 'no' : problem.executed
  return {
    attempt: { ...base, executed, orderId: null, bodyHash: null },
    code: error ?? problem.code,
  }
}

function readProblem(text: string): { code: string; executed: 'no' | 'yes' | 'unknown' } {
  try {
    const { code = '', executed = 'unknown' } = JSON.parse(text) as {
      code?: string
      executed?: 'no' | 'yes' | 'unknown'
    }
    return { code, executed }
  } catch {
    return { code: text.slice(0, 100), executed: 'unknown' }
  }
}

interface Posted {
  readonly status: number | null
  readonly text: string
  /** Why there is no answer. */
  readonly error: string | null
}

/** Posts on a connection of its own, so that a connection which was idle too long explains no failure. */
function post(url: string, headers: Record<string, string>, body: unknown): Promise<Posted> {
  return new Promise((resolve) => {
    const none = (error: NodeJS.ErrnoException) =>
      resolve({ status: null, text: '', error: error.code ?? error.message })
    const sent = request(
      url,
      {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(answerMsMax),
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('error', none)
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text, error: null }))
      },
    )
    sent.on('error', none)
    sent.end(JSON.stringify(body))
  })
}

/** Customers are slow by nature: this is the rhythm of the load, nothing waits for it. Units: milliseconds. */
function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
