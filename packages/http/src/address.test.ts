import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBaseAddress } from './address.ts'

const advice = 'write it like this'

test('an address is taken apart; its slashes at the end and its password are gone from it', () => {
  assert.deepEqual(parseBaseAddress('http://ada:p%40s%zs@h:8761/eureka//', advice), {
    origin: 'http://h:8761',
    base: '/eureka',
    headers: { authorization: `Basic ${Buffer.from('ada:p%40s%zs').toString('base64')}` },
  })
  const { headers } = parseBaseAddress('https://ada:p%40ss@h', advice)
  assert.equal(headers['authorization'], `Basic ${Buffer.from('ada:p@ss').toString('base64')}`)
  assert.deepEqual(parseBaseAddress('https://h', advice), {
    origin: 'https://h',
    base: '',
    headers: {},
  })
})

test('what is none is refused with the advice, and not repeated', () => {
  for (const text of ['h:1', 'ftp://u:secret@h', 'http://u:secret@h/?x=1', 'http://h/#x'])
    assert.throws(() => parseBaseAddress(text, advice), new TypeError(advice))
})

test('a setting that is not there is told as such', () => {
  // What plain JavaScript lets through.
  const unset: unknown = undefined
  for (const [given, told] of [
    [unset, 'undefined'],
    ['', 'an empty text'],
  ] as const)
    assert.throws(
      () => parseBaseAddress(given as string, advice),
      new TypeError(`${advice}, not ${told} (is its variable set?)`),
    )
})
