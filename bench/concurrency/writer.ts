/**
 * Some of the writers of the proof, as one process: each changes state and emits in one unit of work after the other,
 * on keys of its own and on keys that all writers use at the same time.
 */
import { createUnitOfWork, type UnitOfWork, unguarded, type Work } from '@atoll/outbox'
import { createContext, noFailpoint, type Random, systemClock } from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { openPostgres } from '@atoll/storage-postgres'
import { hotKeysMax, ids, ledger, ownKeysMax, sharedKeysMax } from './ledger.ts'
import { type PartSettings, runPart } from './part.ts'

/** Of 100 events: on keys of the writer's own, on shared keys with a counter; the others are entered without one. */
const ownPart = 0.5
const sharedPart = 0.25
/** Keeps the tags of two processes apart. */
const tagsPerWriter = 10_000_000

interface Change {
  readonly kind: 'counted' | 'entered'
  readonly key: string
}

await runPart(async (settings) => {
  const database = await openPostgres({
    url: settings.writersUrl,
    writersMax: settings.writers,
    application: 'writers',
  })
  const unitOfWork = createUnitOfWork({
    database,
    attestor: null,
    clock: systemClock,
    ids,
    // The relays are other processes: they find out by looking.
    wake: () => {},
    failpoint: noFailpoint,
  })
  let done = 0
  let tags = 0
  const write = async (index: number) => {
    const random = createSeededRandom(settings.seed + index)
    const share = partOf(settings, index - settings.firstWriter)
    for (let written = 0; written < share; ) {
      const count = Math.min(share - written, 1 + Math.floor(random.next() * settings.batchMax))
      const changes = choose(random, { writer: index, place: written / share, count })
      const firstTag = settings.firstWriter * tagsPerWriter + tags
      tags += count
      await commit(unitOfWork, changes, firstTag)
      written += count
      done += count
    }
  }
  const finished = Promise.all(
    Array.from({ length: settings.writers }, (_, nth) => write(settings.firstWriter + nth)),
  ).then(() => {})
  return { done: () => done, finished, close: async () => database[Symbol.asyncDispose]() }
})

function partOf({ events, writers }: PartSettings, nth: number): number {
  return Math.floor(events / writers) + (nth < events % writers ? 1 : 0)
}

/** Units: `place` is how far this writer is, 0 to 1; so all writers use the same few shared keys at one time. */
function choose(
  random: Random,
  {
    writer,
    place,
    count,
  }: { readonly writer: number; readonly place: number; readonly count: number },
): readonly Change[] {
  return Array.from({ length: count }, (): Change => {
    const kind = random.next()
    if (kind < ownPart)
      return { kind: 'counted', key: `own-${writer}-${Math.floor(random.next() * ownKeysMax)}` }
    const hot = Math.floor(random.next() * hotKeysMax) + Math.floor(place * sharedKeysMax)
    if (kind < ownPart + sharedPart) return { kind: 'counted', key: `shared-${hot}` }
    return { kind: 'entered', key: `entered-${hot}` }
  })
}

async function commit(
  unitOfWork: UnitOfWork,
  changes: readonly Change[],
  firstTag: number,
): Promise<void> {
  const context = createContext(ids, { caller: 'writer' })
  const counted = changes.filter(({ kind }) => kind === 'counted').map(({ key }) => key)
  await unitOfWork.run(context, unguarded, async (work) => {
    await count(work, counted.toSorted())
    for (const [nth, { kind, key }] of changes.entries())
      if (kind === 'entered') await enter(work, key, firstTag + nth)
  })
}

/** Keys are counted in sorted order, so that writers never wait for each other in a circle. */
async function count({ sql, emit }: Work, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const [row] = await sql<{ n: number }>`
      insert into counter values (${key}, 1)
      on conflict (key) do update set n = counter.n + 1 returning n`
    emit(ledger.counted, { key, n: row?.n })
  }
}

async function enter({ sql, emit }: Work, key: string, tag: number): Promise<void> {
  await sql`insert into entry values (${key}, ${tag})`
  emit(ledger.entered, { key, tag })
}
