/** Settings that change while a program runs. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { secret } from '@atoll/contract'
import { Fault, type Log, silentLog } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { z } from 'zod'
import { changesMax, type LiveParts, openSettings } from './live.ts'
import { createMemoryRemote } from './memory.ts'
import { defineSettings, setting } from './settings.ts'

const settings = defineSettings({
  greeting: setting(z.string(), { env: 'GREETING', default: 'hello', describe: 'What is said.' }),
  limit: setting(z.int().max(100), { property: 'shop.limit', default: 1, describe: 'How many.' }),
  key: setting(secret(z.string()), { property: 'shop.key', default: 'none', describe: 'Signs.' }),
})

function listening() {
  const said: string[] = []
  const say = (level: string) => (fields: object, message: string) =>
    void said.push(`${level}: ${message} ${JSON.stringify(fields)}`)
  const log: Log = {
    ...silentLog,
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
  }
  return { log, said }
}

async function open(more: Partial<LiveParts> = {}) {
  const clock = createSimulatedClock()
  const keeper = createMemoryRemote()
  keeper.put({ greeting: 'hi', 'shop.limit': 5, 'shop.key': 'one-secret', 'others.value': 'x' })
  const { log, said } = listening()
  const parts = { environment: {}, remote: keeper.connect(), clock, log, refreshMs: 1_000, ...more }
  const live = await openSettings(settings, parts)
  return { clock, keeper, said, live, [Symbol.asyncDispose]: () => live[Symbol.asyncDispose]() }
}

test('a remote source goes before files and after the environment', async () => {
  await using opened = await open({ environment: { GREETING: 'mine' } })
  const { current } = opened.live
  assert.deepEqual([current.greeting, current.limit], ['mine', 5])
  assert.equal(current.key.reveal(), 'one-secret')
})

test('a change is there after the next reading, told to who listens, and recorded', async () => {
  await using opened = await open()
  const { live, clock, keeper } = opened
  const heard: unknown[] = []
  const stop = live.subscribe((current, changes) =>
    heard.push([current.limit, changes.map((each) => each.setting)]),
  )
  const before = live.current
  keeper.put({ greeting: 'hi', 'shop.limit': 6, 'shop.key': 'two-secret' })
  await clock.advance(999)
  assert.equal(live.current, before)
  await clock.advance(1)
  assert.equal(live.current.limit, 6)
  assert.equal(before.limit, 5, 'what was handed out does not change')
  assert.deepEqual(heard, [[6, ['limit', 'key']]])
  assert.deepEqual(live.changes[0], {
    at: clock.now(),
    setting: 'limit',
    property: 'shop.limit',
    from: '5',
    to: '6',
    source: 'shop.limit, memory',
  })
  stop()
  keeper.put({ 'shop.limit': 7 })
  await clock.advance(1_000)
  assert.equal(heard.length, 1)
  assert.equal(live.changes.length, 5)
})

test('a secret is masked in changes and in records', async () => {
  await using opened = await open()
  const { live, keeper, said } = opened
  keeper.put({ greeting: 'hi', 'shop.limit': 5, 'shop.key': 'two-secret' })
  const [change] = await live.refresh()
  assert.deepEqual([change?.setting, change?.from, change?.to], ['key', '"***"', '"***"'])
  assert.equal(live.current.key.reveal(), 'two-secret')
  assert.ok(said.length > 0)
  assert.ok(!said.join().includes('secret'), said.join())
})

test('wrong values are refused whole, the last good ones stay, and it is told once', async () => {
  await using opened = await open()
  const { live, clock, keeper, said } = opened
  const before = live.current
  keeper.put({ greeting: 'new', 'shop.limit': 101 })
  await clock.advance(3_000)
  assert.equal(live.current, before)
  const warnings = said.filter((line) => line.startsWith('warn'))
  assert.equal(warnings.length, 1, warnings.join())
  const thrown = await live.refresh().catch(Fault.from)
  assert.ok(thrown instanceof Fault)
  assert.match(thrown.message, /limit \(shop\.limit, memory\): .*; set it there to a whole number/)
  keeper.put({ greeting: 'new', 'shop.limit': 100 })
  await clock.advance(1_000)
  assert.deepEqual([live.current.greeting, live.current.limit], ['new', 100])
  assert.ok(said.some((line) => line.startsWith('info: the settings can be refreshed again')))
})

test('while nobody answers the last good settings stay', async () => {
  await using opened = await open()
  const { live, clock, keeper } = opened
  keeper.answers(false)
  await clock.advance(5_000)
  assert.equal(live.current.greeting, 'hi')
  await assert.rejects(live.refresh(), { code: 'settings_unreachable' })
  keeper.answers(true)
  keeper.put({ greeting: 'back' })
  await clock.advance(1_000)
  assert.equal(live.current.greeting, 'back')
})

test('a start without an answer fails with a sentence, unless it may go on', async () => {
  const keeper = createMemoryRemote()
  keeper.answers(false)
  const parts = { environment: {}, refreshMs: 0 }
  const failed = openSettings(settings, { ...parts, remote: keeper.connect() })
  await assert.rejects(failed, { code: 'settings_unreachable' })
  await using live = await openSettings(settings, {
    ...parts,
    remote: keeper.connect(),
    startsWithout: true,
  })
  assert.equal(live.current.greeting, 'hello')
  keeper.answers(true)
  keeper.put({ greeting: 'late' })
  assert.deepEqual(
    (await live.refresh()).map(({ setting: name }) => name),
    ['greeting'],
  )
})

test('who asks while a reading is under way gets the next one, and all share it', async () => {
  let readings = 0
  let release = () => {}
  const remote = {
    async read() {
      readings += 1
      if (readings === 2) await new Promise<void>((resolve) => (release = resolve))
      return new Map()
    },
    async [Symbol.asyncDispose]() {},
  }
  await using live = await openSettings(settings, { environment: {}, remote, refreshMs: 0 })
  const first = live.refresh()
  await Promise.resolve()
  await new Promise((resolve) => setImmediate(resolve))
  const others = [live.refresh(), live.refresh(), live.refresh()]
  release()
  await Promise.all([first, ...others])
  assert.equal(readings, 3)
})

test('a listener that fails hinders nobody', async () => {
  await using opened = await open()
  const { live, keeper, said } = opened
  const heard: number[] = []
  live.subscribe(() => {
    throw new Error('no')
  })
  live.subscribe(({ limit }) => void heard.push(limit))
  keeper.put({ 'shop.limit': 9 })
  await live.refresh()
  assert.deepEqual(heard, [9])
  assert.ok(said.some((line) => line.startsWith('error')))
})

test('so many changes are kept; the oldest are forgotten', async () => {
  await using opened = await open()
  const { live, keeper } = opened
  for (let each = 0; each <= changesMax; each += 1) {
    keeper.put({ greeting: `hi ${each}`, 'shop.limit': 5, 'shop.key': 'one-secret' })
    await live.refresh()
  }
  assert.equal(live.changes.length, changesMax)
  assert.equal(live.changes[0]?.to, '"hi 1"')
})

test('once closed no timer is left, and nothing is read', async () => {
  const opened = await open()
  await opened.live[Symbol.asyncDispose]()
  assert.equal(opened.clock.pending, 0)
  await assert.rejects(opened.live.refresh(), TypeError)
})

describe('kept for a later start', () => {
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'atoll-config-'))
    return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
  }

  test('a start goes on with what was last told, readable by this user alone', async () => {
    using kept = folder()
    const keepIn = join(kept.path, 'settings.json')
    {
      await using _ = await open({ keepIn })
    }
    assert.equal(statSync(keepIn).mode & 0o777, 0o600)
    assert.ok(!readFileSync(keepIn, 'utf8').includes('others'), 'only what is asked for')
    const silent = createMemoryRemote()
    silent.answers(false)
    const { log, said } = listening()
    const remote = silent.connect()
    const parts = { environment: {}, remote, keepIn, refreshMs: 0, log }
    await using live = await openSettings(settings, parts)
    assert.deepEqual([live.current.greeting, live.current.limit], ['hi', 5])
    assert.equal(live.current.key.reveal(), 'one-secret')
    assert.match(said[0] ?? '', /starting on what it last told/)
  })

  /** A program that is newer than what it kept: two settings are gone, one is narrower. */
  async function startNewer(keepIn: string, limitMax: number, more: Partial<LiveParts> = {}) {
    const silent = createMemoryRemote()
    silent.answers(false)
    const limit = setting(z.int().max(limitMax), {
      property: 'shop.limit',
      default: 1,
      describe: 'How many.',
    })
    const parts = { environment: {}, remote: silent.connect(), keepIn, refreshMs: 0, ...more }
    return openSettings(defineSettings({ limit }), parts)
  }

  test('a newer program goes on with what was kept of the settings that it still has', async () => {
    using kept = folder()
    const keepIn = join(kept.path, 'settings.json')
    await (await open({ keepIn })).live[Symbol.asyncDispose]()
    await using live = await startNewer(keepIn, 5)
    assert.deepEqual(live.current, { limit: 5 })
  })

  test('what was kept and is refused by a newer program is told, or is as none where it may be', async () => {
    using kept = folder()
    const keepIn = join(kept.path, 'settings.json')
    await (await open({ keepIn })).live[Symbol.asyncDispose]()
    await assert.rejects(startNewer(keepIn, 4), {
      code: 'settings_invalid',
      message: /limit \(shop\.limit, memory, as last kept\)/,
    })
    const { log, said } = listening()
    await using live = await startNewer(keepIn, 4, { startsWithout: true, log })
    assert.deepEqual(live.current, { limit: 1 })
    assert.match(said.at(-1) ?? '', /what was kept is refused; starting without it/)
  })

  test('a file that makes no sense is as none', async () => {
    using kept = folder()
    const keepIn = join(kept.path, 'settings.json')
    writeFileSync(keepIn, '{"version":1,"values":[')
    const silent = createMemoryRemote()
    silent.answers(false)
    const parts = { environment: {}, remote: silent.connect(), keepIn, refreshMs: 0 }
    await assert.rejects(openSettings(settings, parts), { code: 'settings_unreachable' })
  })

  test('a file that cannot be written is told and hinders nothing', async () => {
    const { live, said } = await open({ keepIn: '/nowhere/at/all/settings.json' })
    assert.equal(live.current.greeting, 'hi')
    assert.ok(said.some((line) => line.includes('cannot be kept')))
    await live[Symbol.asyncDispose]()
  })
})
