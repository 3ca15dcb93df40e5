import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wellMsOf } from './fall.ts'

const action = (dueAt: number, endAt: number, problem: string | null = null) => ({
  dueAt,
  endAt,
  problem,
})

test('a fall that nobody noticed took no time', () => {
  assert.equal(wellMsOf([action(100, 120), action(110, 125)], 90), 0)
})

test('it is well again with the first action served that was due after the last that failed', () => {
  const actions = [
    action(100, 130, 'refused'),
    action(110, 400),
    action(120, 5_000, 'no answer in time'),
    action(130, 260),
    action(140, 250),
  ]
  assert.equal(wellMsOf(actions, 100), 150)
})

test('it never was, where nothing was served any more', () => {
  assert.ok(Number.isNaN(wellMsOf([action(100, 130, 'refused')], 100)))
})
