/**
 * The row by which a repeated command is recognised and answered alike. Scope: subject, operation, key; kept for a day.
 * A parallel duplicate waits on the row until the first one has committed.
 */
import { createHash } from 'node:crypto'
import { type Call, Fault } from '@atoll/pipeline'
import type { Sql, Transaction } from '@atoll/storage'
import { type Entry, type Guard, proceed, type StoredReply, toStoredReply } from './guard.ts'

interface Row {
  readonly request_hash: string
  readonly reply: StoredReply | null
}

/** Guards a command that carries a key. */
export function guardCommand(call: Call, key: string): Guard {
  const scope = scopeOf(call, key)
  return {
    async enter({ sql }: Transaction): Promise<Entry> {
      const inserted = await sql`
        insert into atoll.idempotency (subject, operation, key, request_hash)
        values (${scope.subject}, ${scope.operation}, ${scope.key}, ${scope.hash})
        on conflict do nothing returning 1`
      return inserted.length > 0 ? proceed : settledBy(await readReply(sql, call, key))
    },
    async leave({ sql }: Transaction, reply: unknown) {
      await sql`
        update atoll.idempotency set reply = ${JSON.stringify(toStoredReply(reply))}::jsonb
        where subject = ${scope.subject} and operation = ${scope.operation} and key = ${scope.key}`
    },
  }
}

/**
 * The reply stored for this command, if it was executed before: asked first, so that a repeated command asks no other
 * service again.
 *  Faults   precondition idempotency_key_reused — the same key came with another input; executed: no
 */
export async function readReply(sql: Sql, call: Call, key: string): Promise<StoredReply | null> {
  const scope = scopeOf(call, key)
  const rows = await sql<Row>`
    select request_hash, reply from atoll.idempotency
    where subject = ${scope.subject} and operation = ${scope.operation} and key = ${scope.key}`
  const row = rows[0]
  if (row === undefined) return null
  if (row.request_hash !== scope.hash) {
    const message =
      'This idempotency key was used with another input; take a new key for a new command.'
    throw new Fault({ kind: 'precondition', code: 'idempotency_key_reused', message })
  }
  return row.reply
}

/** Turns a stored reply into what the handler would have returned. */
export function fromStoredReply(stored: StoredReply): unknown {
  if ('value' in stored) return stored.value
  return new Fault({ ...stored.fault, declared: true })
}

function settledBy(stored: StoredReply | null): Entry {
  if (stored === null) {
    const message = 'The same command is being executed; try again in a moment.'
    throw new Fault({
      kind: 'unavailable',
      code: 'command_in_progress',
      message,
      executed: 'unknown',
    })
  }
  return { settled: true, reply: fromStoredReply(stored) }
}

function scopeOf(call: Call, key: string) {
  return {
    subject: call.context.principal?.subject ?? '',
    operation: `${call.operation.contract}.${call.operation.name}`,
    key,
    hash: createHash('sha256').update(canonical(call.input)).digest('base64url'),
  }
}

/** JSON with sorted keys, so that the same input written in another order is the same request. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`
}
