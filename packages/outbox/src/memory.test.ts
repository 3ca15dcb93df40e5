/** What the twin alone can meet: a connection that is lost between any two of its own steps. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '@atoll/pipeline'
import { createMemoryDatabase, stateOf } from './memory.ts'

/** More turns of the queue than one transaction takes. */
const turnsMax = 30

test('a connection that is cut at any moment keeps no row', async () => {
  for (let turns = 0; turns <= turnsMax; turns += 1) {
    const server = createMemoryDatabase({ clock: systemClock })
    const [lost, other] = [server.connect(), server.connect()]
    const writing = lost
      .transaction(({ sql }) => stateOf(sql).write('row', 'lost'))
      .then(
        () => true,
        () => false,
      )
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
    lost.cut()
    const isWritten = await writing
    let after: unknown = 'still waiting'
    void other.transaction(async ({ sql }) => {
      after = await stateOf(sql).lock('row')
    })
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(after, isWritten ? 'lost' : undefined, `cut after ${turns} turns`)
  }
})
