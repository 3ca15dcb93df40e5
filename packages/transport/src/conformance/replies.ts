/** Cases of the suite: what goes there comes back as what it was, and failures come back as what they are. */
import assert from 'node:assert/strict'
import { Fault, isFault } from '@atoll/pipeline'
import { elsewhere, fieldOf, type ProbeCase, probe, probeBodyBytesMax, thrownBy } from './probe.ts'

const shapes: readonly unknown[] = [
  null,
  true,
  0,
  -1.5,
  1e300,
  Number.MAX_SAFE_INTEGER,
  '',
  'text',
  'Grüße, 世界, \u{1f3dd}, \u0000 and \ud800 alone',
  [],
  [[], [1, [2, [3]]]],
  {},
  { a: { b: { c: [null, false, ''] } }, 'with space': 1, ключ: 2 },
]

/** The cases by title. */
export const replyCases: Readonly<Record<string, ProbeCase>> = {
  async 'every shape of JSON comes back as it went'(open) {
    await using both = await open(({ input }) => input)
    for (const value of shapes) assert.deepEqual(await both.call(probe.echo, { value }), { value })
  },

  async 'fields of a query come back in the types they had'(open) {
    await using both = await open(({ input }) => ({ value: input }))
    const inputs = [
      { id: 'a' },
      { id: 'Grüße 世界', text: '12', count: 12, flag: false },
      { id: 'a-b_c.d~e', text: '', count: -3, flag: true, tags: ['one'] },
      { id: '1', text: 'a&b=c#d?e+f %', tags: ['one', 'two, three'], nested: { deep: [1, null] } },
      { id: '2', tags: [], maybe: null },
      { id: '3', maybe: 'null' },
    ]
    for (const input of inputs)
      assert.deepEqual(await both.call(probe.look, input), { value: input })
  },

  async 'neither a Date nor an instance of a class survives'(open) {
    class Money {
      readonly amount = 12
      get doubled(): number {
        return this.amount * 2
      }
    }
    let arrived: unknown = null
    await using both = await open(({ input }) => {
      arrived = input
      return { value: [new Date(0), new Money(), undefined] }
    })
    const reply = await both.call(probe.echo, { value: [new Date(0), new Money(), undefined] })
    const asJson = { value: ['1970-01-01T00:00:00.000Z', { amount: 12 }, null] }
    assert.deepStrictEqual(arrived, asJson)
    assert.deepStrictEqual(reply, asJson)
  },

  async 'the callee has an input of its own'(open) {
    const value = { changed: false }
    await using both = await open(({ input }) => {
      Object.assign(Object(fieldOf(input, 'value')), { changed: true })
      return input
    })
    assert.deepEqual(await both.call(probe.echo, { value }), { value: { changed: true } })
    assert.equal(value.changed, false)
  },

  async 'a declared fault is returned, with kind and details of the contract'(open) {
    await using both = await open(
      () =>
        new Fault({
          kind: 'conflict',
          code: 'outOfStock',
          message: 'Only 3 are left.',
          details: { left: 3 },
          declared: true,
        }),
    )
    const reply = await both.call(probe.buy, {})
    assert.ok(isFault(reply))
    assert.deepEqual(
      [reply.kind, reply.code, reply.details, reply.executed, reply.declared, reply.message],
      ['conflict', 'outOfStock', { left: 3 }, 'no', true, 'Only 3 are left.'],
    )
  },

  async 'any other fault is thrown as itself, without its cause'(open) {
    await using both = await open(() => {
      throw new Fault({
        kind: 'limited',
        code: 'too_many',
        message: 'Ask later.',
        details: { perMinute: 60 },
        executed: 'no',
        retryAfterMs: 1_500,
        cause: new Error('secret of the vendor'),
      })
    })
    const fault = await thrownBy(both.call(probe.echo, {}))
    assert.ok(isFault(fault) && fault instanceof Fault)
    assert.deepEqual(
      [fault.kind, fault.code, fault.message, fault.details, fault.executed, fault.retryAfterMs],
      ['limited', 'too_many', 'Ask later.', { perMinute: 60 }, 'no', 1_500],
    )
    assert.equal(fault.declared, false)
    assert.equal(fault.cause, undefined)
  },

  async 'what is no fault becomes internal, its message kept in the process'(open) {
    await using both = await open(() => {
      throw new Error('secret of the handler')
    })
    const fault = await thrownBy(both.call(probe.echo, {}))
    assert.ok(fault instanceof Fault)
    assert.deepEqual([fault.kind, fault.code, fault.executed], ['internal', 'internal', 'unknown'])
    assert.doesNotMatch(JSON.stringify([fault.message, fault.details]), /secret/)
  },

  async 'an operation that is not served is unimplemented and not executed'(open) {
    await using both = await open(() => ({}))
    const fault = await thrownBy(both.call(elsewhere.ask, {}))
    assert.ok(fault instanceof Fault)
    assert.deepEqual(
      [fault.kind, fault.code, fault.executed],
      ['unimplemented', 'unknown_operation', 'no'],
    )
  },

  async 'fields that the contract does not know pass in a reply'(open) {
    await using both = await open(() => ({ n: 1, addedLater: true }))
    assert.deepEqual(await both.call(probe.buy, {}), { n: 1, addedLater: true })
  },

  async 'a reply that the contract does not allow is an internal fault'(open) {
    await using both = await open(() => ({ n: 'one' }))
    const fault = await thrownBy(both.call(probe.buy, {}))
    assert.ok(fault instanceof Fault)
    assert.deepEqual([fault.kind, fault.code], ['internal', 'unreadable_reply'])
  },

  async 'two callers in parallel each get their own reply'(open) {
    await using both = await open(({ input }) => input)
    const numbers = Array.from({ length: 50 }, (_, n) => n)
    const replies = await Promise.all(numbers.map((value) => both.call(probe.echo, { value })))
    assert.deepEqual(
      replies,
      numbers.map((value) => ({ value })),
    )
  },

  async 'a body at the limit passes and one byte more is refused'(open) {
    let calls = 0
    await using both = await open(({ input }) => {
      calls++
      return { value: String(fieldOf(input, 'value')).length }
    })
    const frame = JSON.stringify({ value: '' }).length
    const value = 'x'.repeat(probeBodyBytesMax - frame)
    assert.deepEqual(await both.call(probe.echo, { value }), { value: value.length })
    const fault = await thrownBy(both.call(probe.echo, { value: `${value}x` }))
    assert.ok(fault instanceof Fault)
    assert.deepEqual([fault.kind, fault.code, fault.executed], ['invalid', 'body_too_large', 'no'])
    assert.equal(calls, 1)
  },
}
