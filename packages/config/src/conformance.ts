/** What every remote source of settings must do, as tests: called by the test of the twin and of each adapter. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFault } from '@atoll/pipeline'
import type { Written } from './memory.ts'
import type { RemoteSource } from './remote.ts'

/** A keeper of settings as a case has it for itself. */
export interface RemoteKeeper extends AsyncDisposable {
  /** Replaces everything that it keeps. Names are flat. */
  put(properties: Written): Promise<void>
  /** Opens the view of one process. */
  connect(): RemoteSource
  /** Ends it without a word. */
  kill(): Promise<void>
}

type Case = readonly [title: string, body: (keeper: RemoteKeeper) => Promise<void>]

const cases: readonly Case[] = [
  ['what is kept is told, with texts, numbers and truth as they were written', tellsAll],
  ['lists and nested names are flat', isFlat],
  ['nothing kept is no failure', tellsNothing],
  ['what changes is told at the next reading, and what was taken away is gone', tellsAnew],
  ['two processes are told the same', tellsBoth],
  ['each property says where it is from, without its value', saysWhere],
  ['while nobody answers, reading is unavailable and has done nothing', isUnavailable],
  ['closed it reads nothing more, and closing twice does nothing', closes],
]

/** Runs the suite; `open` gives each case an empty keeper. */
export function remoteConformance(parts: { readonly open: () => Promise<RemoteKeeper> }): void {
  for (const [title, body] of cases)
    test(title, async () => {
      await using keeper = await parts.open()
      await body(keeper)
    })
}

async function tellsAll(keeper: RemoteKeeper): Promise<void> {
  const written = {
    'shop.greeting': 'Grüß Gott: "hi" #1 = ♥',
    'shop.limit': 42,
    'shop.rate': 0.25,
    'shop.open': true,
    'shop.empty': '',
  }
  await keeper.put(written)
  await using remote = keeper.connect()
  assert.deepEqual(await told(remote), written)
}

async function isFlat(keeper: RemoteKeeper): Promise<void> {
  const written = {
    'shop.hosts[0].name': 'a',
    'shop.hosts[1].name': 'b',
    'shop.deep.er.still': 'c',
  }
  await keeper.put(written)
  await using remote = keeper.connect()
  assert.deepEqual(await told(remote), written)
}

async function tellsNothing(keeper: RemoteKeeper): Promise<void> {
  await keeper.put({})
  await using remote = keeper.connect()
  assert.deepEqual(await told(remote), {})
}

async function tellsAnew(keeper: RemoteKeeper): Promise<void> {
  await keeper.put({ one: 'before', two: 'gone soon' })
  await using remote = keeper.connect()
  assert.deepEqual(await told(remote), { one: 'before', two: 'gone soon' })
  await keeper.put({ one: 'after' })
  assert.deepEqual(await told(remote), { one: 'after' })
}

async function tellsBoth(keeper: RemoteKeeper): Promise<void> {
  await keeper.put({ one: 'text' })
  await using first = keeper.connect()
  await using second = keeper.connect()
  assert.deepEqual(await told(first), await told(second))
}

async function saysWhere(keeper: RemoteKeeper): Promise<void> {
  await keeper.put({ key: 'hunter2-is-a-secret' })
  await using remote = keeper.connect()
  const from = (await remote.read()).get('key')?.from ?? ''
  assert.notEqual(from, '')
  assert.ok(!from.includes('hunter2'), from)
}

async function isUnavailable(keeper: RemoteKeeper): Promise<void> {
  await using remote = keeper.connect()
  await remote.read()
  await keeper.kill()
  const thrown: unknown = await remote.read().catch((each: unknown) => each)
  assert.ok(isFault(thrown), String(thrown))
  assert.equal(thrown.kind, 'unavailable')
}

async function closes(keeper: RemoteKeeper): Promise<void> {
  const remote = keeper.connect()
  await remote[Symbol.asyncDispose]()
  await remote[Symbol.asyncDispose]()
  await assert.rejects(remote.read(), TypeError)
}

async function told(remote: RemoteSource): Promise<Written> {
  const properties = await remote.read()
  return Object.fromEntries([...properties].map(([name, { value }]) => [name, value]))
}
