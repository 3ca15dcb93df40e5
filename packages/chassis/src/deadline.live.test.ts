/** A passed deadline ends the work down to its SQL, wherever the callee runs; over real sockets too. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '@atoll/pipeline'
import { createHttpTransport } from '@atoll/transport-http'
import { startService } from './index.ts'
import { catalogService, clock, ids, openWorld, until, type World } from './testing.ts'

const kinds = {
  direct: () => openWorld('direct'),
  memory: () => openWorld('memory'),
  http: () => openWorld(createHttpTransport({ clock, ids, log: silentLog })),
}

const sleeping = `select count(*)::int from pg_stat_activity
  where application_name = 'catalog' and datname = current_database()
    and state <> 'idle' and query like '%pg_sleep%'`

/** Makes a call of which the SQL sleeps, and waits until it does. */
async function asleep(world: World, call: () => Promise<unknown>) {
  const outcome = call().then(
    () => 'answered',
    (error: { kind: string }) => error.kind,
  )
  await until(() => world.value('catalog', sleeping))
  return outcome
}

for (const [kind, open] of Object.entries(kinds)) {
  test(`${kind}: a passed deadline leaves no statement running`, async () => {
    await using world = await open()
    const running = await startService(catalogService(), world.around)
    const { catalog } = await world.clients()
    const input = { seconds: 60 }
    const outcome = await asleep(world, () => catalog.sleep(input, { deadlineMs: 500 }))
    assert.equal(outcome, 'deadline')
    await until(
      () => world.value('catalog', sleeping),
      (count) => count === 0,
    )
    await running.stop()
  })

  test(`${kind}: a passed deadline undoes the transaction that it cuts off`, async () => {
    await using world = await open()
    const running = await startService(catalogService(), world.around)
    const { catalog } = await world.clients()
    const outcome = await asleep(world, () => catalog.write({ seconds: 60 }, { deadlineMs: 500 }))
    assert.equal(outcome, 'deadline')
    await until(
      () => world.value('catalog', sleeping),
      (count) => count === 0,
    )
    assert.equal(await world.value('catalog', 'select count(*)::int from sold'), 0)
    assert.deepEqual(await catalog.priceOf({ sku: 'tea' }), { sku: 'tea', amount: 100 })
    await running.stop()
  })

  test(`${kind}: stopping cancels what outlasts the grace, down to its SQL`, async () => {
    await using world = await open()
    const around = { ...world.around, limits: { ...world.around.limits, graceMs: 100 } }
    const running = await startService(catalogService(), around)
    const { catalog } = await world.clients()
    const call = catalog.sleep({ seconds: 60 }, { deadlineMs: 2_000 })
    const outcome = call.then(
      () => 'answered',
      (error: { kind: string }) => error.kind,
    )
    await until(() => world.value('catalog', sleeping))
    await running.stop()
    assert.notEqual(await outcome, 'answered')
    assert.equal(await world.value('catalog', sleeping), 0)
  })
}
