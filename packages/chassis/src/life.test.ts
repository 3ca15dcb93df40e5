import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLife } from './life.ts'

test('what was opened last is closed first, each once, for all who ask', async () => {
  const life = createLife()
  const closed: string[] = []
  for (const name of ['database', 'relay', 'listener'])
    life.onEnd(async () => void closed.push(name))
  await Promise.all([life.end(), life.end()])
  await life.end()
  assert.deepEqual(closed, ['listener', 'relay', 'database'])
})

test('what cannot be closed keeps nothing else open, and is told', async () => {
  const life = createLife()
  const closed: string[] = []
  life.onEnd(() => void closed.push('database'))
  life.onEnd(() => {
    throw new Error('stuck')
  })
  await assert.rejects(life.end(), (error: AggregateError) => {
    assert.deepEqual(
      error.errors.map(({ message }: Error) => message),
      ['stuck'],
    )
    return true
  })
  assert.deepEqual(closed, ['database'])
})

test('what is opened after the end is closed at once', async () => {
  const life = createLife()
  await life.end()
  let closed = false
  life.onEnd(() => {
    closed = true
  })
  assert.ok(closed)
})
