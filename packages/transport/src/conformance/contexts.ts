/** Cases of the suite: what travels beside a call. */
import assert from 'node:assert/strict'
import type { Context } from '@atoll/pipeline'
import { clock, deadlineIn, type ProbeCase, probe } from './probe.ts'

/** The cases by title. */
export const contextCases: Readonly<Record<string, ProbeCase>> = {
  async 'trace, correlation, key, credential and caller arrive as they were'(open) {
    const arrived: Context[] = []
    await using both = await open((call) => {
      arrived.push(call.context)
      return {}
    })
    const sent = {
      trace: { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), sampled: false },
      correlation: { orderId: 'o-1 / ü', customerId: 'c=2,3' },
      idempotencyKey: 'Schlüssel 1/2',
      credential: 'header.payload.signature',
      caller: 'orders',
    }
    await both.call(probe.echo, {}, sent)
    const [context] = arrived
    assert.ok(context !== undefined)
    const { trace, correlation, idempotencyKey, credential, caller } = context
    assert.deepEqual({ trace, correlation, idempotencyKey, credential, caller }, sent)
  },

  async 'what nobody said is not there, and a principal never travels'(open) {
    const arrived: Context[] = []
    await using both = await open((call) => {
      arrived.push(call.context)
      return {}
    })
    await both.call(probe.echo, {}, { principal: { subject: 'mallory', scopes: ['everything'] } })
    const [context] = arrived
    assert.ok(context !== undefined)
    const { deadlineAt, principal, credential, idempotencyKey, correlation } = context
    assert.deepEqual(
      { deadlineAt, principal, credential, idempotencyKey, correlation },
      {
        deadlineAt: null,
        principal: null,
        credential: null,
        idempotencyKey: null,
        correlation: {},
      },
    )
  },

  async 'a deadline arrives as the time that remains'(open) {
    let remainingMs = 0
    await using both = await open(({ context }) => {
      remainingMs = (context.deadlineAt ?? 0) - clock.monotonic()
      return {}
    })
    await both.call(probe.echo, {}, deadlineIn(60_000))
    assert.ok(remainingMs > 50_000 && remainingMs <= 60_000, `${remainingMs} ms remained`)
  },
}
