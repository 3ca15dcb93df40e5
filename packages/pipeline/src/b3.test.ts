import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { b3Names, encodeB3 } from './b3.ts'
import { createContext } from './context.ts'
import { decodeContext, encodeContext, encodeTrace, type Headers } from './headers.ts'
import { createSeededIds, createSimulatedClock } from './simulated.ts'

const clock = createSimulatedClock()
const ids = createSeededIds(1, clock)
const traceOf = (headers: Headers) => decodeContext(headers, clock, ids).trace

const long = '463ac35c9f6413ad48485a3953bb6124'
const short = '48485a3953bb6124'
const span = 'a2fb4a1d1a96d312'
const parent = '0020000000000001'
const padded = `${'0'.repeat(16)}${short}`

const continued: readonly (readonly [Headers, string, boolean])[] = [
  [{ b3: `${long}-${span}-1` }, long, true],
  [{ b3: `${long}-${span}-0` }, long, false],
  [{ b3: `${long}-${span}-d` }, long, true],
  [{ b3: `${long}-${span}` }, long, true],
  [{ b3: `${long}-${span}-1-${parent}` }, long, true],
  [{ b3: `${long}-${span}-0-${parent}` }, long, false],
  [{ b3: `${short}-${span}-1` }, padded, true],
  [{ 'x-b3-traceid': long, 'x-b3-spanid': span }, long, true],
  [{ 'x-b3-traceid': short, 'x-b3-spanid': span, 'x-b3-sampled': '1' }, padded, true],
  [{ 'x-b3-traceid': long, 'x-b3-spanid': span, 'x-b3-sampled': '0' }, long, false],
  [{ 'x-b3-traceid': long, 'x-b3-spanid': span, 'x-b3-sampled': 'true' }, long, true],
  [{ 'x-b3-traceid': long, 'x-b3-spanid': span, 'x-b3-sampled': 'false' }, long, false],
  [{ 'x-b3-traceid': long, 'x-b3-spanid': span, 'x-b3-sampled': 'False' }, long, false],
  [{ 'x-b3-traceid': long, 'x-b3-spanid': span, 'x-b3-sampled': 'maybe' }, long, true],
  [{ 'x-b3-traceid': long, 'x-b3-spanid': span, 'x-b3-sampled': 'constructor' }, long, true],
  [
    { 'x-b3-traceid': long, 'x-b3-spanid': span, 'x-b3-sampled': '0', 'x-b3-flags': '1' },
    long,
    true,
  ],
  [
    { 'x-b3-traceid': long, 'x-b3-spanid': span, 'x-b3-sampled': '0', 'x-b3-flags': '0' },
    long,
    false,
  ],
  // A single header of no form leaves the several ones to speak.
  [{ b3: 'nonsense', 'x-b3-traceid': long, 'x-b3-spanid': span }, long, true],
  // One that has its form goes before them.
  [{ b3: `${long}-${span}-0`, 'x-b3-traceid': short, 'x-b3-spanid': parent }, long, false],
]
for (const [headers, traceId, sampled] of continued)
  test(`the trace of ${JSON.stringify(headers)} goes on`, () => {
    assert.deepEqual(traceOf(headers), { traceId, spanId: span, sampled })
  })

const decided: readonly (readonly [Headers, boolean])[] = [
  [{ b3: '0' }, false],
  [{ b3: '1' }, true],
  [{ b3: 'd' }, true],
  [{ 'x-b3-sampled': '0' }, false],
  [{ 'x-b3-sampled': 'false' }, false],
  [{ 'x-b3-sampled': '1' }, true],
  [{ 'x-b3-sampled': '0', 'x-b3-flags': '1' }, true],
  // Ids that cannot be used take nothing from what was decided.
  [{ 'x-b3-traceid': 'x', 'x-b3-spanid': span, 'x-b3-sampled': '0' }, false],
]
for (const [headers, sampled] of decided)
  test(`${JSON.stringify(headers)} decides about a trace that begins here`, () => {
    const trace = traceOf(headers)
    assert.equal(trace.sampled, sampled)
    assert.match(encodeTrace(trace), /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]$/)
    assert.notEqual(traceOf(headers).traceId, trace.traceId)
  })

const zeros = '0'.repeat(32)
const nothing: readonly (readonly [string, Headers])[] = [
  ['an empty text', { b3: '' }],
  ['capitals', { b3: `${long.toUpperCase()}-${span}-1` }],
  ['capitals in a span', { b3: `${long}-${span.toUpperCase()}-1` }],
  ['zeros for a trace', { b3: `${zeros}-${span}-1` }],
  ['zeros for a short trace', { b3: `${zeros.slice(16)}-${span}-1` }],
  ['zeros for a span', { b3: `${long}-${zeros.slice(16)}-1` }],
  ['a trace of another length', { b3: `${long.slice(1)}-${span}-1` }],
  ['a trace of half a length', { b3: `${long.slice(12)}-${span}-1` }],
  ['a span of another length', { b3: `${long}-${span}0-1` }],
  ['a word for its sampling', { b3: `${long}-${span}-true` }],
  ['an unknown sampling', { b3: `${long}-${span}-2` }],
  ['a parent of no form', { b3: `${long}-${span}-1-x` }],
  ['more than it has parts', { b3: `${long}-${span}-1-${parent}-1` }],
  ['a trace and no span', { b3: long }],
  ['two values in one', { b3: `${long}-${span}-1, ${long}-${span}-1` }],
  ['space around it', { b3: ` ${long}-${span}-1` }],
  ['a trace without its span', { 'x-b3-traceid': long }],
  ['a span without its trace', { 'x-b3-spanid': span }],
  ['several headers in capitals', { 'x-b3-traceid': long.toUpperCase(), 'x-b3-spanid': span }],
  ['several headers of zeros', { 'x-b3-traceid': zeros, 'x-b3-spanid': span }],
  ['flags that mean nothing', { 'x-b3-flags': '2' }],
]
for (const [what, headers] of nothing)
  test(`B3 with ${what} is as if it were not there`, () => {
    const trace = traceOf(headers)
    assert.notEqual(trace.traceId, long)
    assert.notEqual(trace.traceId, padded)
    assert.notEqual(trace.spanId, span)
    assert.equal(trace.sampled, true)
  })

test('where a trace came in both forms, that of W3C goes on', () => {
  const traceparent = `00-${long}-${span}-00`
  const b3 = `${short}-${parent}-1`
  assert.deepEqual(traceOf({ traceparent, b3 }), { traceId: long, spanId: span, sampled: false })
  const broken = traceOf({ traceparent: `ff-${long}-${span}-01`, b3 })
  assert.deepEqual(broken, { traceId: padded, spanId: parent, sampled: true })
})

test('whatever stands in B3, a trace is made of it', () => {
  const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9a-fd-]{0,80}$/))
  const all = Object.fromEntries(Object.values(b3Names).map((name) => [name, hostile]))
  fc.assert(
    fc.property(fc.record(all, { requiredKeys: [] }), (headers) => {
      assert.match(
        encodeTrace(traceOf(headers)),
        /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]$/,
      )
    }),
  )
})

for (const form of ['single', 'multi'] as const)
  for (const traceId of [long, padded])
    for (const sampled of [true, false])
      test(`a trace written as ${form} B3 is read as itself: ${traceId}, ${sampled}`, () => {
        const trace = { traceId, spanId: span, sampled }
        assert.deepEqual(traceOf(encodeB3(trace, form)), trace)
      })

test('B3 is written beside W3C where it is asked for, and short for whom an id came short', () => {
  const trace = { traceId: long, spanId: span, sampled: true }
  const context = createContext(ids, { caller: 'web', trace })
  assert.ok(Object.keys(encodeContext(context, clock)).every((name) => !name.includes('b3')))
  const single = encodeContext(context, clock, { b3: 'single' })
  assert.equal(single['traceparent'], `00-${long}-${span}-01`)
  assert.equal(single['b3'], `${long}-${span}-1`)
  const old = { ...context, trace: { ...trace, traceId: padded, sampled: false } }
  const { traceparent, ...multi } = encodeContext(old, clock, { b3: 'multi' })
  assert.equal(traceparent, `00-${padded}-${span}-00`)
  assert.equal(multi['x-b3-traceid'], short)
  assert.equal(multi['x-b3-spanid'], span)
  assert.equal(multi['x-b3-sampled'], '0')
})
