/**
 * The row by which a repeated command is recognised and answered alike. Scope: subject, operation, key; kept for a day.
 * A parallel duplicate waits on the row until the first one has committed.
 */
import { hash } from 'node:crypto'
import { type Call, Fault } from '@atoll/pipeline'
import type { Sql, Transaction } from '@atoll/storage'
import { type Entry, type Guard, proceed, type StoredReply, toStoredReply } from './guard.ts'
import { tablesOf } from './tables.ts'

/** Guards a command that carries a key. */
export function guardCommand(call: Call, key: string): Guard {
  const scope = scopeOf(call, key)
  return {
    async enter({ sql }: Transaction): Promise<Entry> {
      const isNew = await tablesOf(sql).idempotency.add(sql, scope, scope.hash)
      return isNew ? proceed : settledBy(await readReply(sql, call, key))
    },
    hasCaller: true,
    async leave({ sql }: Transaction, reply: unknown) {
      const stored = JSON.stringify(toStoredReply(reply))
      await tablesOf(sql).idempotency.answer(sql, scope, stored)
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
  const row = await tablesOf(sql).idempotency.read(sql, scope)
  if (row === null) return null
  if (row.request_hash !== scope.hash) {
    const message =
      'This idempotency key was used with another input; take a new key for a new command.'
    throw new Fault({ kind: 'precondition', code: 'idempotency_key_reused', message })
  }
  // Only `leave` writes there.
  return row.reply as StoredReply | null
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
    hash: hash('sha256', canonical(call.input), 'base64url'),
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
