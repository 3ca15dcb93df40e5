/** Settings that their defaults declare: their kinds, and what is said of others. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import { definePlainSettings, openSettings } from './index.ts'
import { createMemoryRemote } from './memory.ts'

const defaults = { 'shop.greeting': 'hello', 'shop.max-items': 5, 'shop.open': false }

async function open(properties: Readonly<Record<string, string>>) {
  const keeper = createMemoryRemote()
  keeper.put(properties)
  const parts = { environment: {}, remote: keeper.connect(), refreshMs: 0 }
  return { keeper, live: await openSettings(definePlainSettings(defaults), parts) }
}

test('a plain setting is its default until somebody says otherwise, and stays of its kind', async () => {
  const { keeper, live } = await open({})
  assert.deepEqual({ ...live.current }, defaults)
  const told = { 'shop.greeting': '12', 'shop.maxItems': '7', 'shop.open': 'true' }
  keeper.put(told)
  await live.refresh()
  const greeting: string = live.current['shop.greeting']
  const most: number = live.current['shop.max-items']
  const isOpen: boolean = live.current['shop.open']
  assert.deepEqual([greeting, most, isOpen], ['12', 7, true])
})

test('what is of another kind is refused by its name, and the last good values stay', async () => {
  const { keeper, live } = await open({ 'shop.max-items': '7' })
  keeper.put({ 'shop.max-items': 'many' })
  const thrown = await live.refresh().catch(Fault.from)
  assert.ok(thrown instanceof Fault)
  assert.match(
    thrown.message,
    /^- shop\.max-items \(memory\): it is no number; set it there to a number$/m,
  )
  assert.equal(live.current['shop.max-items'], 7)
})
