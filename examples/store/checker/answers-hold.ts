/**
 * Whether what clients were answered is true: every order that was taken exists, once for each key, and a graceful stop
 * cost nobody anything. Called by `checker.ts` with the log of a load.
 */
import type { Findings, Read, Rule } from './violation.ts'

/** What became of one attempt to place an order, as the client saw it. */
export interface Attempt {
  /** The idempotency key. */
  readonly key: string
  /** Null when no answer came. */
  readonly status: number | null
  /** As the refusal said it, or `no` where the connection was refused; null for a good answer. */
  readonly executed: 'no' | 'yes' | 'unknown' | null
  /** Of an order that was taken. */
  readonly orderId: string | null
  /** A digest of a good answer's body. */
  readonly bodyHash: string | null
  /** Whether nothing but graceful stops went on while it was under way. */
  readonly gracefulOnly: boolean
  /** When it ended. Units: milliseconds since 1970. */
  readonly at: number
}

const exists: Rule = { invariant: 'I4', rule: 'every order that was taken exists' }
const ends: Rule = { invariant: 'I4', rule: 'every order that was taken has ended' }
const oneAnswer: Rule = { invariant: 'I10', rule: 'the same key, the same answer' }
const oneKey: Rule = { invariant: 'I10', rule: 'another key, another order' }
const wasAsked: Rule = { invariant: 'I10', rule: 'every order was asked for by somebody' }
const stored: Rule = {
  invariant: 'I10',
  rule: 'the answer that is stored is the one that was given',
}
const gracefulKept: Rule = {
  invariant: 'I11',
  rule: 'no order taken during a graceful stop is lost',
}
const gracefulRefused: Rule = {
  invariant: 'I11',
  rule: 'a graceful stop refuses before it executes, or answers',
}

/** The rules of this file. */
export const answerRules: readonly Rule[] = [
  exists,
  ends,
  oneAnswer,
  oneKey,
  wasAsked,
  stored,
  gracefulKept,
  gracefulRefused,
]

/** Time ran out while the only instance came back: the client waited in vain, nothing was cut off. */
const tooLate = 504

const isTaken = ({ status }: Attempt) => status !== null && status >= 200 && status < 300

/** Checks attempts that are all that any client ever made. */
export async function checkAnswers(
  attempts: readonly Attempt[],
  read: Read,
  found: Findings,
): Promise<void> {
  const rows = await read<{ id: string; status: string }>('orders', 'select id, status from orders')
  const statuses = new Map(rows.map(({ id, status }) => [id, status]))
  const keys = new Map<string, Attempt>()
  const owners = new Map<string, string>()
  for (const attempt of attempts) {
    if (isTaken(attempt)) checkTaken(attempt, { statuses, keys, owners }, found)
    else if (attempt.gracefulOnly && attempt.executed !== 'no' && attempt.status !== tooLate)
      found.add(gracefulRefused, 'orders', attempt)
  }
  for (const id of statuses.keys()) if (!owners.has(id)) found.add(wasAsked, 'orders', { id })
  await checkStored(keys, read, found)
}

interface Seen {
  readonly statuses: ReadonlyMap<string, string>
  /** The first good answer for each key. */
  readonly keys: Map<string, Attempt>
  /** The key of each order. */
  readonly owners: Map<string, string>
}

function checkTaken(attempt: Attempt, { statuses, keys, owners }: Seen, found: Findings): void {
  const orderId = attempt.orderId ?? ''
  const status = statuses.get(orderId)
  if (status === undefined) found.add(exists, 'orders', attempt)
  if (status === undefined && attempt.gracefulOnly) found.add(gracefulKept, 'orders', attempt)
  if (status !== undefined && status !== 'shipped' && status !== 'cancelled')
    found.add(ends, 'orders', { ...attempt, stands: status })
  const first = keys.get(attempt.key) ?? attempt
  keys.set(attempt.key, first)
  if (first.orderId !== attempt.orderId || first.bodyHash !== attempt.bodyHash)
    found.add(oneAnswer, 'orders', { first, attempt })
  const owner = owners.get(orderId) ?? attempt.key
  owners.set(orderId, owner)
  if (owner !== attempt.key) found.add(oneKey, 'orders', { orderId, keys: [owner, attempt.key] })
}

async function checkStored(keys: ReadonlyMap<string, Attempt>, read: Read, found: Findings) {
  const rows = await read<{ key: string; order: string | null }>(
    'orders',
    `select key, reply->'value'->>'orderId' as order from atoll.idempotency where operation = 'orders.place'`,
  )
  const replies = new Map(rows.map(({ key, order }) => [key, order]))
  for (const [key, { orderId }] of keys)
    if (replies.get(key) !== orderId)
      found.add(stored, 'orders', { key, orderId, stored: replies.get(key) ?? null })
}
