/** One relay of the proof, as a process with connections of its own. Another one competes; this one may be paused. */
import { createPublisher, startRelay } from '@atoll/outbox'
import { noFailpoint, systemClock } from '@atoll/pipeline'
import { openPostgresMessaging } from '@atoll/messaging-postgres'
import { openPostgres } from '@atoll/storage-postgres'
import { createPartLog, ids, leaseMs, ledgerEvents } from './ledger.ts'
import { runPart } from './part.ts'

await runPart(async ({ writersUrl, messagingUrl }, name) => {
  const log = createPartLog(name)
  const clock = systemClock
  const database = await openPostgres({ url: writersUrl, application: name })
  const messaging = await openPostgresMessaging({ url: messagingUrl, clock, log, ids })
  const publisher = createPublisher(messaging, clock)
  let told = 0
  const relay = startRelay({
    database,
    publisher,
    deliver: (message) => {
      told += 1
      return publisher.deliver(message)
    },
    events: ledgerEvents,
    clock,
    ids,
    log,
    leaseMs,
    failpoint: noFailpoint,
  })
  return {
    done: () => told,
    async close() {
      await relay.stop()
      await messaging[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
})
