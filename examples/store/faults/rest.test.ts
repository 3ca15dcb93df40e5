/** A look at rest that never worked is a failure of its own: otherwise a broken checker would find nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lookUntil } from './rest.ts'

const withinMs = 50

test('what is seen last is answered, good or not', async () => {
  let count = 3
  const look = async () => (count -= 1)
  assert.equal(await lookUntil(look, { isGood: (seen) => seen === 0, withinMs: 5_000 }), 0)
  assert.equal(await lookUntil(async () => 7, { isGood: (seen) => seen === 0, withinMs }), 7)
})

test('a look that fails now and then counts by those that worked', async () => {
  let looks = 0
  const look = async () => {
    looks += 1
    if (looks === 1) throw new Error('not yet')
    return 0
  }
  assert.equal(await lookUntil(look, { isGood: (seen) => seen === 0, withinMs: 5_000 }), 0)
})

test('a look that never worked is told, with its reason', async () => {
  const look = () => Promise.reject(new Error('no such column'))
  await assert.rejects(
    lookUntil<number>(look, { isGood: () => true, withinMs }),
    (error: Error) => {
      assert.match(
        JSON.stringify(error.cause, Object.getOwnPropertyNames(error.cause)),
        /no such column/,
      )
      return true
    },
  )
})
