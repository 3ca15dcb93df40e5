import assert from 'node:assert/strict'
import { test } from 'node:test'
import { priorities } from '@atoll/contract'
import fc from 'fast-check'
import { type Context, createContext } from './context.ts'
import {
  decodeContext,
  decodeTrace,
  encodeContext,
  encodeTrace,
  headerNames,
  idempotencyKeyCharactersMax,
} from './headers.ts'
import { createSeededIds, createSimulatedClock } from './simulated.ts'

const clock = createSimulatedClock()
const ids = createSeededIds(1, clock)

const hex = (digits: number) =>
  fc
    .string({
      unit: fc.constantFrom(...'0123456789abcdef'.split('')),
      minLength: digits,
      maxLength: digits,
    })
    .filter((text) => /[^0]/.test(text))

const anyContext = fc.record({
  trace: fc.record({ traceId: hex(32), spanId: hex(16), sampled: fc.boolean() }),
  deadlineAt: fc.option(fc.nat({ max: 999_999_999 })),
  credential: fc.option(fc.stringMatching(/^[A-Za-z0-9\-._~+/]{1,60}={0,2}$/)),
  priority: fc.constantFrom(...priorities),
  idempotencyKey: fc.option(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((key) => key.length <= 200),
  ),
  caller: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
  correlation: fc.dictionary(
    fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,10}$/),
    fc.stringMatching(/^[\w-]{0,36}$/),
    {
      maxKeys: 8,
    },
  ),
})

test('a context crosses a wire as itself', () => {
  fc.assert(
    fc.property(anyContext, (made) => {
      // The generator's objects have no prototype.
      const parts = structuredClone(made)
      const sent = createContext(ids, parts)
      const { cancellation: _, ...received } = decodeContext(encodeContext(sent, clock), clock, ids)
      assert.deepEqual(received, { ...parts, principal: null })
    }),
  )
})

test('a principal never crosses a wire: it is verified anew', () => {
  const principal = { subject: 'c-1', scopes: ['order'] }
  const headers = encodeContext(createContext(ids, { caller: 'web', principal }), clock)
  assert.ok(!JSON.stringify(headers).includes('c-1'))
})

test('whatever a peer sends, a context is made of it, and it can be sent on', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    // Half of a pair: JSON can carry it, and no encoding of text can.
    fc.constantFrom('\ud800', 'a=\ud800', '%ED%A0%80'),
    fc.string({ minLength: 200, maxLength: 2_000 }),
  )
  fc.assert(
    fc.property(
      fc.record(Object.fromEntries(Object.values(headerNames).map((name) => [name, hostile]))),
      (headers) => {
        const context = decodeContext(headers, clock, ids)
        assert.match(encodeTrace(context.trace), /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
        const onward = encodeContext({ ...context, caller: 'me' }, clock)
        assert.ok(Object.values(onward).every((value) => /^[\x20-\x7e]*$/.test(value)))
      },
    ),
  )
})

const sent = '0af7651916cd43dd8448eb211c80319c'
for (const [what, text] of [
  ['zeros for a trace', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
  ['zeros for a span', `00-${sent}-${'0'.repeat(16)}-01`],
  ['the forbidden version', `ff-${sent}-b7ad6b7169203331-01`],
  ['capitals', `00-${sent.toUpperCase()}-b7ad6b7169203331-01`],
  ['too few digits', `00-${sent}-b7ad6b716920333-01`],
  ['more than its version has', `00-${sent}-b7ad6b7169203331-01-more`],
  ['digits behind its flags', `cc-${sent}-b7ad6b7169203331-0101`],
] as const)
  test(`a traceparent with ${what} is as if it were not there`, () => {
    assert.equal(decodeTrace(text), null)
    const { trace } = decodeContext({ traceparent: text }, clock, ids)
    assert.notEqual(trace.traceId, sent)
  })

test('a traceparent of a later version is read as far as it is known', () => {
  const trace = decodeTrace(`cc-${sent}-b7ad6b7169203331-03-more`)
  assert.deepEqual(trace, { traceId: sent, spanId: 'b7ad6b7169203331', sampled: true })
})

test('the remaining time crosses, not a time of day, and never below nothing', async () => {
  const here = createSimulatedClock()
  await here.advance(5_000)
  const context = createContext(ids, { caller: 'web', deadlineAt: 7_500.9 })
  const headers = encodeContext(context, here)
  assert.equal(headers[headerNames.deadline], '2500')
  const there = createSimulatedClock()
  assert.equal(decodeContext(headers, there, ids).deadlineAt, 2_500)
  assert.equal(encodeContext({ ...context, deadlineAt: 1 }, here)[headerNames.deadline], '0')
})

for (const text of ['-1', '1.5', '1e3', '', 'x', '1'.repeat(10)])
  test(`a deadline of '${text}' is none`, () => {
    assert.equal(decodeContext({ [headerNames.deadline]: text }, clock, ids).deadlineAt, null)
  })

test('an idempotency key is taken up to its limit', () => {
  const keyOf = (key: string) =>
    decodeContext({ [headerNames.idempotencyKey]: key }, clock, ids).idempotencyKey
  const longest = 'k'.repeat(idempotencyKeyCharactersMax)
  assert.equal(keyOf(longest), longest)
  assert.equal(keyOf(`${longest}k`), null)
  assert.equal(keyOf(''), null)
  assert.equal(keyOf('100%'), '100%')
})

test('only so many correlation ids are carried', () => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`id${index}`, 'x']))
  const context: Context = createContext(ids, { caller: 'web', correlation: many })
  const { correlation } = decodeContext(encodeContext(context, clock), clock, ids)
  assert.equal(Object.keys(correlation).length, 8)
})
