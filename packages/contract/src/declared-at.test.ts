import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { anyone } from './access.ts'
import { contract } from './contract.ts'
import { declaredAt, noteDeclared, noteDeclaredAs } from './declared-at.ts'
import { event } from './event.ts'
import { query } from './operation.ts'

const data = z.object({ sku: z.string() })

const catalog = contract('catalog', 1, {
  priceOf: query({ input: data, output: data, allow: anyone }),
  priced: event({ data, key: 'sku', says: 'priced' }),
})

/** Lines of this file on which the contract above and its members begin. */
const [first, second, third] = [12, 13, 14]

test('a contract and its members know the line on which each was written', () => {
  const here = import.meta.url
  assert.deepEqual(declaredAt(catalog), { file: here, line: first })
  assert.deepEqual(declaredAt(catalog.priceOf), { file: here, line: second })
  assert.deepEqual(declaredAt(catalog.priced), { file: here, line: third })
})

test('nothing is added to the values', () => {
  assert.deepEqual(new Set(Reflect.ownKeys(catalog)), new Set(['$contract', 'priceOf', 'priced']))
  assert.ok(!('stack' in catalog.priceOf))
})

test('what nobody noted has no place, and cannot lend one', () => {
  assert.equal(declaredAt({}), null)
  assert.equal(declaredAt(noteDeclaredAs({}, {})), null)
  assert.equal(declaredAt(noteDeclared({}, unused)), null)
})

function unused(): void {}

test('the depth of stacks that others see stays as it was', () => {
  const { stackTraceLimit } = Error
  noteDeclared({}, unused)
  assert.equal(Error.stackTraceLimit, stackTraceLimit)
})

test('noting 300 contracts of 10 operations takes next to nothing', () => {
  const begin = performance.now()
  for (let each = 0; each < 3_300; each += 1) noteHere()
  const tookMs = performance.now() - begin
  assert.ok(tookMs < noteMsMax, `took ${tookMs.toFixed(1)} ms, of ${noteMsMax} ms`)
})

/** Ten times what it takes on the slowest machine at hand. Units: milliseconds */
const noteMsMax = 500

function noteHere(): object {
  return noteDeclared({}, noteHere)
}
