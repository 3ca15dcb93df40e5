import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestIdentity } from '@atoll/identity/testing'
import { bodyBytesMax, keyBytesMax, laneOf } from '@atoll/messaging'
import { Cancellation, Fault, isFault, type Notice, systemClock } from '@atoll/pipeline'
import { encodeNotice } from './envelope.ts'
import { unguarded } from './guard.ts'
import { guardCommand } from './idempotency.ts'
import { guardMessage } from './inbox.ts'
import { callOf, contextOf, ids, openShop, shopContract } from './testing.ts'
import { emittedMax, type Work } from './unit-of-work.ts'

const counts = `select array[(select count(*) from item), (select count(*) from atoll.outbox),
  (select count(*) from atoll.idempotency)]::int[]`

const write = async ({ sql, emit }: Work) => {
  await sql`insert into item values ('a', 1)`
  emit(shopContract.itemChanged, { item: 'a', count: 1 })
}

test('state, events, key and reply are there together, and not before the commit', async () => {
  await using open = await openShop()
  const inside: unknown[] = []
  const unitOfWork = open.unitOfWork({ wake: () => inside.push('woken') })
  const call = callOf({ item: 'a' })
  const reply = await unitOfWork.run(call.context, guardCommand(call, 'k'), async (work) => {
    await write(work)
    inside.push(await open.value(counts))
    return { count: 1 }
  })
  assert.deepEqual(reply, { count: 1 })
  assert.deepEqual(inside, [[0, 0, 0], 'woken'])
  assert.deepEqual(await open.value(counts), [1, 1, 1])
  const row = await open.value('select reply from atoll.idempotency')
  assert.deepEqual(row, { value: { count: 1 } })
})

test('an event lies in the outbox as it was emitted', async () => {
  await using open = await openShop()
  await open.unitOfWork().run(contextOf(), unguarded, write)
  const row = await open.value(`select to_jsonb(outbox) - 'id' - 'headers' - 'msg_id'
    - 'created_at' from atoll.outbox`)
  assert.deepEqual(row, {
    lane: laneOf('a'),
    topic: 'shop.itemChanged',
    key: 'a',
    version: 1,
    payload: { item: 'a', count: 1 },
  })
})

test('a returned fault undoes the state and its events, and is the answer of its key', async () => {
  await using open = await openShop()
  const woken: string[] = []
  const unitOfWork = open.unitOfWork({ wake: () => woken.push('woken') })
  const call = callOf({ item: 'a' })
  const run = () =>
    unitOfWork.run(call.context, guardCommand(call, 'k'), async (work) => {
      await write(work)
      return new Fault({
        kind: 'conflict',
        code: 'soldOut',
        message: 'sold out',
        details: { left: 0 },
        declared: true,
      })
    })
  for (const reply of [await run(), await run()]) {
    assert.ok(isFault(reply))
    const { kind, code, details, executed, declared } = reply
    assert.deepEqual(
      { kind, code, details, executed, declared },
      { kind: 'conflict', code: 'soldOut', details: { left: 0 }, executed: 'no', declared: true },
    )
  }
  assert.deepEqual(await open.value(counts), [0, 0, 1])
  assert.deepEqual(woken, [])
})

test('a returned fault that nobody keeps undoes everything, and the work may have caught a refused statement', async () => {
  await using open = await openShop()
  const woken: string[] = []
  const unitOfWork = open.unitOfWork({ wake: () => woken.push('woken') })
  const fault = new Fault({ kind: 'conflict', code: 'soldOut', message: 'sold out' })
  const reply = await unitOfWork.run(contextOf(), unguarded, async (work) => {
    await write(work)
    await assert.rejects(work.sql`select 1 / 0`)
    return fault
  })
  assert.equal(reply, fault)
  assert.deepEqual(await open.value(counts), [0, 0, 0])
  assert.deepEqual(woken, [])
})

test('a fault returned while a message is handled is no answer to anybody: it is thrown, and nothing stands', async () => {
  await using open = await openShop()
  const fault = new Fault({ kind: 'conflict', code: 'soldOut', message: 'sold out' })
  const notice: Notice = {
    kind: 'event',
    event: shopContract.itemChanged,
    id: ids.uuid(),
    key: 'a',
    data: { item: 'a', count: 1 },
    at: 0,
    attestation: null,
    context: contextOf(),
  }
  const running = open
    .unitOfWork()
    .run(contextOf(), guardMessage('shop', notice, 'skip'), async (work) => {
      await write(work)
      return fault
    })
  await assert.rejects(running, fault)
  assert.deepEqual(await open.value(counts), [0, 0, 0])
  assert.equal(await open.value('select count(*)::int from atoll.inbox'), 0)
})

test('a thrown error leaves nothing, and the key can be used again', async () => {
  await using open = await openShop()
  const call = callOf({ item: 'a' })
  const run = (work: (work: Work) => Promise<unknown>) =>
    open.unitOfWork().run(call.context, guardCommand(call, 'k'), work)
  const broken = run(async (work) => {
    await write(work)
    throw new Error('broken')
  })
  await assert.rejects(broken, /broken/)
  assert.deepEqual(await open.value(counts), [0, 0, 0])
  await run(write)
  assert.deepEqual(await open.value(counts), [1, 1, 1])
})

test('a process that ends just before the commit leaves nothing', async () => {
  await using open = await openShop()
  const unitOfWork = open.unitOfWork({
    failpoint: (name) => {
      if (name === 'commit.before') throw new Error('killed')
    },
  })
  await assert.rejects(unitOfWork.run(contextOf(), unguarded, write), /killed/)
  assert.deepEqual(await open.value(counts), [0, 0, 0])
})

test('cancelled work is rolled back', async () => {
  await using open = await openShop()
  const cancellation = new Cancellation()
  const why = new Fault({ kind: 'cancelled', code: 'gone', message: 'gone' })
  const running = open
    .unitOfWork()
    .run(contextOf({ cancellation }), unguarded, async ({ sql, emit }) => {
      emit(shopContract.itemChanged, { item: 'a', count: 1 })
      cancellation.cancel(why)
      await sql`insert into item values ('a', 1)`
    })
  await assert.rejects(running, { code: 'gone' })
  assert.deepEqual(await open.value(counts), [0, 0, 0])
})

test('as many events as allowed are written in order, one more is refused', async () => {
  await using open = await openShop()
  const emitting = (count: number) =>
    open.unitOfWork().run(contextOf(), unguarded, async ({ emit }) => {
      for (let n = 0; n < count; n += 1)
        emit(shopContract.itemChanged, { item: `item-${n % 300}`, count: n })
    })
  await assert.rejects(emitting(emittedMax + 1), /at most 1000 events/)
  assert.equal(await open.value('select count(*)::int from atoll.outbox'), 0)
  await emitting(emittedMax)
  const inOrder = `select array_agg((payload->>'count')::int order by id) from atoll.outbox`
  assert.deepEqual(
    await open.value(inOrder),
    Array.from({ length: emittedMax }, (_, n) => n),
  )
})

test('an event that no channel would take is refused before the commit, at the exact limit', async () => {
  await using open = await openShop()
  const emitting = (item: string) =>
    open.unitOfWork().run(contextOf(), unguarded, async ({ emit }) => {
      emit(shopContract.itemChanged, { item, count: 1 })
    })
  await emitting('k'.repeat(keyBytesMax))
  await assert.rejects(emitting('k'.repeat(keyBytesMax + 1)), {
    kind: 'internal',
    code: 'event_unlawful',
  })
  await assert.rejects(emitting('k'.repeat(bodyBytesMax)), { code: 'event_unlawful' })
  assert.equal(await open.value('select count(*)::int from atoll.outbox'), 1)
})

test('an event that is not what its contract says is refused with every reason', async () => {
  await using open = await openShop()
  const emitting = open.unitOfWork().run(contextOf(), unguarded, async ({ emit }) => {
    emit(shopContract.itemChanged, { item: 7, count: 'many' })
  })
  await assert.rejects(emitting, (error: Fault) => {
    assert.equal(error.code, 'event_unlawful')
    return /shop\.itemChanged.*\/item.*\/count/.test(error.message)
  })
})

test('an event emitted after its transaction is refused, not lost in silence', async () => {
  await using open = await openShop()
  const kept: Work['emit'][] = []
  await open.unitOfWork().run(contextOf(), unguarded, async ({ emit }) => void kept.push(emit))
  assert.throws(
    () => kept[0]?.(shopContract.itemChanged, { item: 'a', count: 1 }),
    /emitted too late/,
  )
})

test('the principal is attested and the bearer token stored nowhere', async () => {
  await using open = await openShop()
  const identity = createTestIdentity({ clock: systemClock })
  const principal = { subject: 'ada', scopes: ['read'] }
  const credential = identity.token({ audience: 'shop', scopes: ['read'] })
  const context = contextOf({ principal, credential, idempotencyKey: 'secret-key' })
  const unitOfWork = open.unitOfWork({ attestor: identity.attestor('shop') })
  await unitOfWork.run(context, unguarded, write)
  const stored = JSON.stringify(
    (await open.admin.query({ text: 'select to_jsonb(outbox) as row from atoll.outbox' })).rows,
  )
  assert.match(stored, /x-attestation/)
  assert.equal(stored.includes(credential), false)
  assert.doesNotMatch(stored, /authorization|bearer|secret-key/i)
})

test('what is encoded for a channel holds no credential and no deadline either', () => {
  const context = contextOf({ credential: 'token', deadlineAt: 5, idempotencyKey: 'k' })
  const { headers } = encodeNotice(
    {
      kind: 'event',
      event: shopContract.itemChanged,
      id: '01890a5d-ac96-774b-bcce-b302099a8057',
      key: 'a',
      data: {},
      at: 0,
      attestation: null,
      context,
    },
    systemClock,
  )
  assert.deepEqual(Object.keys(headers).toSorted(), ['traceparent', 'x-caller'])
})
