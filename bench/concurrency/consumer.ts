/**
 * One instance of the consumers of the proof, as a process: each event has its effect in one unit of work with its
 * inbox row, as in a service. The effect itself says whether the event was the next one of its key.
 */
import type { Consumer } from '@atoll/messaging'
import { openPostgresMessaging } from '@atoll/messaging-postgres'
import { createConsumer, createUnitOfWork, guardMessage, topicOf, type Work } from '@atoll/outbox'
import { type Deliver, noFailpoint, type Notice, systemClock } from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { openPostgres } from '@atoll/storage-postgres'
import { Counted, createPartLog, Entered, ids, ledger } from './ledger.ts'
import { runPart } from './part.ts'

/** As many as one instance may hold lanes. Units: connections. */
const writersMax = 16

await runPart(async ({ consumersUrl, messagingUrl, seed }, name) => {
  const log = createPartLog(name)
  const clock = systemClock
  const random = createSeededRandom(seed)
  const database = await openPostgres({ url: consumersUrl, writersMax, application: name })
  const messaging = await openPostgresMessaging({ url: messagingUrl, clock, log, ids })
  const unitOfWork = createUnitOfWork({
    database,
    attestor: null,
    clock,
    ids,
    wake: () => {},
    failpoint: noFailpoint,
  })
  let done = 0
  const consume = (
    event: (typeof ledger)['counted' | 'entered'],
    effect: (work: Work, data: unknown) => Promise<void>,
  ): Consumer['handle'] => {
    const deliver: Deliver = async (message) => {
      // Consumers are handed events only.
      const notice = message as Notice
      const guard = guardMessage(topicOf(event), notice, 'block-key')
      let isFirst = false
      await unitOfWork.run(notice.context, guard, (work) => {
        isFirst = true
        return effect(work, notice.data)
      })
      if (isFirst) done += 1
    }
    const wakeParked = () => log.error({}, 'an event was parked: no effect may fail here')
    const parts = { database, clock, ids, random, log, wakeParked }
    return createConsumer({ ...parts, name: topicOf(event), event, deliver })
  }
  const handlers = new Map([
    [topicOf(ledger.counted), consume(ledger.counted, count)],
    [topicOf(ledger.entered), consume(ledger.entered, enter)],
  ])
  await messaging.subscribe({
    group: 'checker',
    topics: [...handlers.keys()],
    handle: async (envelope, delivery) => handlers.get(envelope.topic)?.(envelope, delivery),
    log,
  })
  return {
    done: () => done,
    async close() {
      await messaging[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
})

/** Counts the effect, and notes an event that is not the next one of its key. */
async function count({ sql }: Work, data: unknown): Promise<void> {
  const { key, n } = Counted.parse(data)
  await sql`
    with before as (select last from effect where key = ${key}),
    counted as (
      insert into effect values (${key}, 1, ${n})
      on conflict (key) do update set effects = effect.effects + 1,
        last = greatest(effect.last, excluded.last)
      returning key
    )
    insert into out_of_order
    select key, coalesce((select last from before), 0) + 1, ${n} from counted
    where ${n}::int <> coalesce((select last from before), 0) + 1`
}

/** Keeps in which order the events of a key came; the verdict compares it with the order of the commits. */
async function enter({ sql }: Work, data: unknown): Promise<void> {
  const { key, tag } = Entered.parse(data)
  await sql`insert into arrival (key, tag) values (${key}, ${tag})`
}
