/** Real processes: one stopped beyond its lease, one killed, one asked to end, while messages keep coming. */
import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@atoll/pipeline'
import { keysOf, messages, until } from '@atoll/messaging/conformance'
import type { Pool } from '@atoll/postgres'
import { openWorld } from './testing-world.ts'

const leaseMs = 1_000
const keys = keysOf(100)
const program = fileURLToPath(new URL('./testing-process.ts', import.meta.url))

it('loses nothing and keeps order when processes are stopped, killed and ended', async () => {
  await using world = await openWorld()
  const children = new Set<ChildProcess>()
  using _ = { [Symbol.dispose]: () => children.forEach((child) => child.kill('SIGKILL')) }
  const begin = async (): Promise<ChildProcess> => {
    const execArgv = ['--conditions=atoll-source']
    const child = fork(program, [world.url, String(leaseMs)], { execArgv })
    children.add(child)
    assert.deepEqual(await once(child, 'message'), ['ready', undefined])
    return child
  }
  const admin = await world.admin()
  await admin.query({
    text: `create table effect (n bigint generated always as identity, id uuid primary key,
      key text not null, number integer not null, process integer not null);
      grant all on effect to public`,
  })
  const publisher = await world.open({ leaseMs })
  const [stopped, killed, ended] = [await begin(), await begin(), await begin()]
  let count = 0
  const publish = async (): Promise<void> => {
    await publisher.publish(messages(1_000, keys).map(numbered(count)))
    count += 1_000
  }
  const effects = (of?: ChildProcess) => countEffects(admin, of)
  await publish()
  for (const child of [stopped, killed, ended])
    await until('each handles some', async () => {
      if ((await effects()) === count) await publish()
      return (await effects(child)) > 0
    })
  await publish()
  stopped.kill('SIGSTOP')
  const stoppedAt = systemClock.monotonic()
  await publish()
  killed.kill('SIGKILL')
  await publish()
  await until('others take over', async () => (await effects()) === count)
  assert.ok(systemClock.monotonic() - stoppedAt < 10 * leaseMs)
  await publish()
  stopped.kill('SIGCONT')
  const added = await begin()
  await publish()
  ended.kill('SIGTERM')
  assert.deepEqual(await once(ended, 'exit'), [0, null])
  await until('the new one and the stopped one handle', async () => {
    if ((await effects()) === count) await publish()
    return (await effects(added)) > 0
  })
  await until('all are handled', async () => (await effects()) === count)
  await assertOrder(admin)
  for (const child of [stopped, added]) child.kill('SIGTERM')
  await Promise.all([once(stopped, 'exit'), once(added, 'exit')])
  const held = await admin.query({
    text: 'select from messaging.consumer_lane where owner is not null',
  })
  assert.equal(held.count, 0, 'no lease is left')
})

async function countEffects(admin: Pool, of?: ChildProcess): Promise<number> {
  const { rows } = await admin.query<{ count: number }>({
    text: 'select count(*) as count from effect where process = $1 or $1 is null',
    values: [of?.pid ?? null],
  })
  return rows[0]?.count ?? 0
}

async function assertOrder(admin: Pool): Promise<void> {
  const disorder = await admin.query({
    text: `select from (
      select number, lag(number) over (partition by key order by n) as before from effect
    ) as one where before > number`,
  })
  assert.equal(disorder.count, 0)
}

/** Numbers go on from one wave to the next. */
function numbered(start: number) {
  return <T extends { body: Uint8Array }>(one: T, index: number): T => ({
    ...one,
    body: Buffer.from(String(start + index)),
  })
}
