/** A stranger reads what to do, never where our databases are. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import { toPublicFault } from './public-fault.ts'

test('what is said to operators does not reach strangers; code, kind and patience do', () => {
  const message = 'PostgreSQL at /srv/state/socket/service_catalog does not answer.'
  for (const kind of ['unavailable', 'deadline', 'internal'] as const) {
    const fault = new Fault({ kind, code: 'postgres.unreachable', message, retryAfterMs: 20 })
    const shown = toPublicFault(fault)
    assert.doesNotMatch(JSON.stringify(shown) + shown.message, /srv|socket|service_catalog/)
    assert.deepEqual(
      [shown.kind, shown.code, shown.executed, shown.retryAfterMs],
      [kind, 'postgres.unreachable', fault.executed, 20],
    )
  }
})

test('what the caller did wrong, and what a contract declares, is said as it is', () => {
  const wrong = new Fault({ kind: 'invalid', code: 'invalid_input', message: '/sku: too long' })
  assert.equal(toPublicFault(wrong), wrong)
  const parts = { kind: 'unavailable', code: 'closed', message: 'closed on Sundays' } as const
  const declared = new Fault({ ...parts, declared: true })
  assert.equal(toPublicFault(declared), declared)
})
