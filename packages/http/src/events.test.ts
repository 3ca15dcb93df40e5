import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createEventDecoder, encodeEvent, heartbeat } from './events.ts'

const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n\0]/g, ''))
const events = fc.array(
  fc.record(
    {
      data: fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/\r\n?/g, '\n')),
      event: line,
      id: line,
      retryMs: fc.nat(1_000_000),
    },
    { requiredKeys: ['data'], noNullPrototype: true },
  ),
)

test('events read back as they were written, however their text is cut', () => {
  fc.assert(
    fc.property(events, fc.array(fc.nat(20)), (written, cuts) => {
      const text = written.map((event) => encodeEvent(event) + heartbeat).join('')
      const decoder = createEventDecoder(1_000_000)
      const read = []
      let at = 0
      for (const cut of cuts) {
        read.push(...decoder.push(text.slice(at, at + cut)))
        at += cut
      }
      read.push(...decoder.push(text.slice(at)))
      assert.deepEqual(read, written)
    }),
  )
})

test('values cannot forge further fields', () => {
  const text = encodeEvent({ data: 'a\nid: 9\r\n\r\nevent: end', id: '1\nevent: fault' })
  assert.deepEqual(createEventDecoder(1_000).push(text), [
    { id: '1 event: fault', data: 'a\nid: 9\n\nevent: end' },
  ])
})

test('the line ends of other servers are understood', () => {
  const decoder = createEventDecoder(1_000)
  assert.deepEqual(
    decoder.push('\ufeffdata'.slice(1) + ':one\r\n\r\ndata: two\r\rdata\n\n: comment\n\n'),
    [{ data: 'one' }, { data: 'two' }, { data: '' }],
  )
})

test('an event as long as allowed is taken and one that grows longer is refused', () => {
  const decoder = createEventDecoder(10)
  assert.deepEqual(decoder.push('data: 1234'), [])
  assert.deepEqual(decoder.push('\n\n'), [{ data: '1234' }])
  assert.deepEqual(decoder.push('data: 1234'), [])
  assert.throws(() => decoder.push('5'), { code: 'event_too_long' })
})
