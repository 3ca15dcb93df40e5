/**
 * A message that its consumer cannot handle, with a good one of the same order behind it. It must end as a dead letter
 * that is listed and holds up its own key alone; after it was discarded, the one behind it has its turn.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Envelope } from '@atoll/messaging'
import { openPostgresMessaging } from '@atoll/messaging-postgres'
import { createIds, silentLog, systemClock } from '@atoll/pipeline'
import { until } from '@atoll/testkit'
import type { OpenedSystem } from '@atoll/testkit/system'
import { ask } from './field.ts'
import type { Ground, Note } from './inflict.ts'

/** Taken by orders alone, and without effect on an order that has ended. */
const topic = 'payments.paymentCaptured'
/** Other faults may hit the same processes meanwhile. Units: milliseconds. */
const withinMs = 30_000

/** Plants a poison, sees it dead and listed, and discards it. Faults: an Error that says what was not so. */
export async function plantPoison({ system, planted }: Ground): Promise<Note> {
  const shipped = `select id from orders where status = 'shipped' order by random() limit 1`
  const [order] = await until(
    async () => {
      const rows = await ask<{ id: string }>(system, 'orders', shipped)
      return rows.length > 0 ? rows : null
    },
    { withinMs, what: 'an order that was shipped' },
  )
  const key = order?.id ?? ''
  const poison = toMessage(key, { orderId: key, amount: 'a lot' })
  const good = toMessage(key, { orderId: key, amount: { amount: 1, currency: 'USD' } })
  for (const { id } of [poison, good]) planted.add(id)
  await publish(system, [poison, good])
  await until(() => lies(system, poison, good), { withinMs, what: 'the poison to be dead' })
  await until(
    async () => {
      const parked = await parkedOf(system, key)
      if (parked.some(({ msg_id }) => msg_id === poison.id))
        await system.manage('orders', '/dead-letters/discard', { consumer: topic, key })
      assert.deepEqual(parked, [])
      return true
    },
    { withinMs, what: 'the message behind the poison to have its turn' },
  )
  return `order ${key}`
}

/** Dead and listed as the operator sees it, the good one behind it, and nothing of another order held up by it. */
async function lies(system: OpenedSystem, poison: Envelope, good: Envelope): Promise<boolean> {
  const parked = await parkedOf(system, poison.key)
  assert.deepEqual(parked, [
    { msg_id: poison.id, state: 'dead' },
    { msg_id: good.id, state: 'behind' },
  ])
  // The management port answers as `atoll dead-letters` does.
  const { items } = (await system.manage('orders', '/dead-letters')) as {
    items: readonly { messageId: string; behind: number; error: { code: string } }[]
  }
  const listed = items.find(({ messageId }) => messageId === poison.id)
  assert.deepEqual([listed?.behind, listed?.error.code], [1, 'invalid_input'])
  return true
}

function parkedOf(system: OpenedSystem, key: string) {
  return ask<{ msg_id: string; state: string }>(system, 'orders', {
    text: 'select msg_id, state from atoll.parked where consumer = $1 and key = $2 order by n',
    values: [topic, key],
  })
}

function toMessage(key: string, data: unknown): Envelope {
  const body = Buffer.from(JSON.stringify(data))
  return { id: randomUUID(), topic, key, version: 1, at: Date.now(), headers: {}, body }
}

async function publish(system: OpenedSystem, messages: readonly Envelope[]): Promise<void> {
  const url = system.databases.get('messaging') ?? ''
  const parts = { url, clock: systemClock, log: silentLog, ids: createIds(systemClock) }
  await until(
    async () => {
      await using messaging = await openPostgresMessaging(parts)
      await messaging.publish(messages)
      return true
    },
    // Told twice, where the first attempt got through unnoticed: a duplicate, as the channel may always have.
    { withinMs, what: 'the poison to be published' },
  )
}
