import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault, isFault } from '@atoll/pipeline'
import {
  messageCharactersMax,
  parseChildMessage,
  parseSupervisorMessage,
  problemCharactersMax,
  toChildFault,
} from './message.ts'

test('each side reads what the other says, and a missing body is null', () => {
  assert.deepEqual(parseChildMessage({ kind: 'ready', body: { address: 'http://127.0.0.1:1' } }), {
    kind: 'ready',
    body: { address: 'http://127.0.0.1:1' },
  })
  assert.deepEqual(parseChildMessage({ kind: 'custom' }), { kind: 'custom', body: null })
  assert.deepEqual(parseSupervisorMessage({ kind: 'hello', body: [1] }), {
    kind: 'hello',
    body: [1],
  })
  const fault = { kind: 'unavailable', code: 'database_gone', message: 'The database is gone.' }
  assert.deepEqual(parseChildMessage({ kind: 'failed', fault }), { kind: 'failed', fault })
})

test('anything else is refused as one fault', () => {
  const cycle: Record<string, unknown> = { kind: 'custom' }
  cycle['body'] = cycle
  const wrong = [
    null,
    'ready',
    [],
    {},
    { kind: 'hello', body: 1 },
    { kind: 'ready', body: 1, more: 2 },
    { kind: 'failed' },
    { kind: 'failed', fault: { kind: 'sad', code: 'a', message: 'b' } },
    { kind: 'failed', fault: { kind: 'internal', code: 'a', message: 'b', stack: 'c' } },
    { kind: 'failed', fault: { kind: 'internal', code: 'a', message: 'b' }, body: 1 },
    { kind: 'failed', fault: { kind: 'internal', code: 1, message: 'b' } },
    { kind: 'custom', body: 10n },
    cycle,
  ]
  for (const value of wrong) {
    const parsed = parseChildMessage(value)
    assert.ok(isFault(parsed) && parsed.code === 'message_invalid')
  }
  assert.ok(isFault(parseSupervisorMessage({ kind: 'ready', body: 1 })))
})

test('a message of exactly the limit passes, one character more does not', () => {
  const around = JSON.stringify({ kind: 'custom', body: '' }).length
  const ofLength = (length: number) => ({ kind: 'custom', body: 'x'.repeat(length - around) })
  assert.equal(isFault(parseChildMessage(ofLength(messageCharactersMax))), false)
  assert.equal(isFault(parseChildMessage(ofLength(messageCharactersMax + 1))), true)
})

test('a fault crosses without its cause, its sentence cut to its limit', () => {
  const told = toChildFault(
    new Fault({ kind: 'conflict', code: 'taken', message: 'x'.repeat(problemCharactersMax + 1) }),
  )
  assert.equal(told.message.length, problemCharactersMax)
  assert.equal(told.code, 'taken')
  assert.deepEqual(Object.keys(toChildFault(new Error('secret detail'))).toSorted(), [
    'code',
    'kind',
    'message',
  ])
  assert.doesNotMatch(toChildFault(new Error('secret detail')).message, /secret/)
})
