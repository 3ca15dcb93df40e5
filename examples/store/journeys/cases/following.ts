/** Following an order live. */
import assert from 'node:assert/strict'
import { followOrder, type SentEvent } from '../events.ts'
import { findProduct, type Ground, type HistoryEntry, placeOrder, signIn } from '../shop.ts'
import type { Journey } from './journey.ts'

/** The journeys of live tracking. */
export const followingJourneys: readonly Journey[] = [
  { title: 'an order is followed live to its end, each entry once and in order', run: live },
  { title: 'a stream that broke goes on after the last event that was seen', run: resumed },
  { title: 'an order that has ended is told from its history', run: afterwards },
]

const good = ['placed', 'reserved', 'paid', 'confirmed', 'shipped']

const entryOf = ({ data }: SentEvent) => data as HistoryEntry

async function place(ground: Ground, card: 'approve' | 'slow') {
  const token = await signIn(ground)
  const { sku } = await findProduct(ground)
  const orderId = await placeOrder(ground, { token, lines: [{ sku, quantity: 1 }], card })
  return { token, orderId }
}

async function live(ground: Ground): Promise<void> {
  const placed = await place(ground, 'slow')
  const seen: string[] = []
  for await (const sent of followOrder(ground, placed)) {
    const { n, status } = entryOf(sent)
    assert.equal(sent.id, String(n))
    seen.push(status)
  }
  assert.deepEqual(seen, good)
}

async function resumed(ground: Ground): Promise<void> {
  const placed = await place(ground, 'slow')
  let lastEventId = ''
  for await (const sent of followOrder(ground, placed)) {
    lastEventId = sent.id ?? ''
    if (entryOf(sent).status === 'reserved') break
  }
  assert.equal(lastEventId, '2')
  const rest = await Array.fromAsync(followOrder(ground, { ...placed, lastEventId }))
  assert.deepEqual(
    rest.map((sent) => entryOf(sent).status),
    good.slice(2),
  )
}

async function afterwards(ground: Ground): Promise<void> {
  const placed = await place(ground, 'approve')
  const first = await Array.fromAsync(followOrder(ground, placed))
  const again = await Array.fromAsync(followOrder(ground, placed))
  assert.deepEqual(again, first)
  assert.equal(again.length, good.length)
}
