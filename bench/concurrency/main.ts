/**
 * `npm run test:concurrency`: a million events by 32 concurrent writers, two competing relays of which one or the other
 * is paused beyond its lease, two consumers, and long transactions beside them. Nothing may be lost, doubled or
 * reordered within its key. Arguments: see `--help`.
 */
import { readArguments, toCommand, toWhole } from '@atoll/testkit/arguments'
import { describeMachine, type Report, renderReport, writeReport } from '@atoll/testkit/report'
import { type Part, type PartSettings, startPart } from './part.ts'
import { startPauses } from './pauses.ts'
import { judge, type Verdict } from './verdict.ts'
import { openWorld, type World } from './world.ts'

const usage = `npm run test:concurrency -- [options]

Writes events through the outbox from many writers at once and looks whether each had its effect once and in order.

  --events n   events in all; 1000000
  --writers n  concurrent writers; 32
  --batch n    events of one transaction, from 1 to n by chance; 9
  --seed n     what the writers do; by chance
  --fast       commits do not wait for the disk
  --json file  where the record goes`

const { values } = readArguments({
  usage,
  options: {
    events: { type: 'string', default: '1000000' },
    writers: { type: 'string', default: '32' },
    batch: { type: 'string', default: '9' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    fast: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})

const events = toWhole(values.events, { option: '--events', from: 1, to: 100_000_000 }, usage)
const writers = toWhole(values.writers, { option: '--writers', from: 2, to: 128 }, usage)
const batchMax = toWhole(values.batch, { option: '--batch', from: 1, to: 1_000 }, usage)
const seed = toWhole(values.seed, { option: '--seed', from: 0 }, usage)
/** Progress to stderr. Units: milliseconds. */
const tellMs = 5_000
/** Without any progress for so long, what is missing is called lost. Units: milliseconds. */
const patienceMs = 60_000

const startedAt = performance.now()
const secondsSince = (from: number) => (performance.now() - from) / 1000

async function run(world: World) {
  const parts: Part[] = []
  try {
    return await runParts(world, parts)
  } finally {
    for (const part of parts) part.kill()
  }
}

async function runParts(world: World, parts: Part[]) {
  const half = Math.ceil(writers / 2)
  const settings: PartSettings = {
    writersUrl: world.writersUrl,
    consumersUrl: world.consumersUrl,
    messagingUrl: world.messagingUrl,
    seed,
    events: 0,
    writers: 0,
    firstWriter: 0,
    batchMax,
  }
  const start = async (...[program, name, own]: Parameters<typeof startPart>) => {
    const part = await startPart(program, name, own)
    // A part that fails is heard where it is waited for.
    part.ended.catch(() => {})
    parts.push(part)
    return part
  }
  const consumers = [
    await start('consumer', 'consumer-1', settings),
    await start('consumer', 'consumer-2', settings),
  ]
  const relays = [
    await start('relay', 'relay-1', settings),
    await start('relay', 'relay-2', settings),
  ]
  const pauses = await startPauses(relays, world.writers)
  const beganAt = performance.now()
  const firstEvents = Math.round((events * half) / writers)
  const [first, second] = await Promise.all([
    start('writer', 'writers-1', { ...settings, events: firstEvents, writers: half }),
    start('writer', 'writers-2', {
      ...settings,
      events: events - firstEvents,
      writers: writers - half,
      firstWriter: half,
    }),
  ])
  const written = () => first.done + second.done
  const handled = () => consumers.reduce((sum, { done }) => sum + done, 0)
  const timer = startTelling(() => ({
    written: written(),
    handled: handled(),
    pauses: pauses.count,
  }))
  await Promise.all([first.ended, second.ended])
  const writtenSeconds = secondsSince(beganAt)
  await untilSettled(world, handled)
  const seconds = secondsSince(beganAt)
  clearInterval(timer)
  await pauses.stop()
  const stillOpen = await world.areStillOpen()
  await Promise.all([...relays, ...consumers].map((part) => part.stop()))
  return { seconds, writtenSeconds, pauses: pauses.count, stillOpen, ...(await count(world)) }
}

/** Until the outbox is empty and every event had its effect, or nothing moves any more. */
async function untilSettled(world: World, handled: () => number): Promise<void> {
  let seen = -1
  let movedAt = performance.now()
  while (handled() < events || (await left(world)) > 0) {
    if (handled() !== seen) {
      seen = handled()
      movedAt = performance.now()
    }
    if (performance.now() - movedAt > patienceMs) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const left = async ({ writers }: World) =>
  await first(writers, 'select count(*)::int from atoll.outbox')

async function count({ writers, messages }: World) {
  const told = await first(messages, 'select count(*)::int from messaging.message')
  const handovers = await first(writers, 'select sum(epoch)::int from atoll.outbox_lane')
  return { told, handovers }
}

async function first(pool: World['writers'], text: string): Promise<number> {
  const { rows } = await pool.query<Record<string, number>>({ text })
  return Object.values(rows[0] ?? {})[0] ?? 0
}

function startTelling(
  look: () => { readonly written: number; readonly handled: number; readonly pauses: number },
): NodeJS.Timeout {
  let before = { ...look(), at: performance.now() }
  return setInterval(() => {
    const now = { ...look(), at: performance.now() }
    const rate = (name: 'written' | 'handled') =>
      Math.round(((now[name] - before[name]) * 1000) / (now.at - before.at))
    console.error(
      `   ${Math.round(secondsSince(startedAt))} s: ${now.written} written (${rate('written')}/s), ` +
        `${now.handled} handled (${rate('handled')}/s), ${now.pauses} pauses`,
    )
    before = now
  }, tellMs)
}

type Run = Awaited<ReturnType<typeof run>>

function toReport(found: Run, verdict: Verdict): Report {
  const checks: readonly (readonly [string, number])[] = [
    ['lost', verdict.lost],
    ['doubled effect', verdict.doubled],
    ['reordered within its key', verdict.reordered],
    ['effect without commit', verdict.invented],
    ['more or fewer compared than asked for', Math.abs(events - verdict.counted - verdict.entered)],
    ['long transaction that did not stay open', found.stillOpen ? 0 : 1],
    ['relay never paused beyond its lease', found.pauses > 0 ? 0 : 1],
  ]
  const failed = checks.filter(([, deviations]) => deviations > 0).length
  return {
    name: 'concurrency',
    title: 'Events of concurrent writers: none lost, none doubled, none reordered',
    command: toCommand('test:concurrency', {
      options: { events, writers, batch: batchMax, seed, fast: values.fast },
    }),
    at: new Date().toISOString(),
    seconds: secondsSince(startedAt),
    machine: describeMachine(),
    summary:
      `${events} events of ${writers} writers in 2 processes, up to ${batchMax} in one transaction; 2 relays, one of them paused ` +
      `beyond its lease ${found.pauses} times; 2 consumers; one transaction open all the time in a neighbouring database ` +
      'and one in the same. Each event had its effect in a transaction of its own.',
    tables: [
      {
        title: 'Verdict',
        columns: ['', 'events'],
        rows: checks.map(([name, n]) => [name, String(n)]),
      },
      {
        title: 'What happened',
        columns: ['', ''],
        rows: [
          ['order known by a counter in the transaction', String(verdict.counted)],
          ['order known by the moment of the commit alone', String(verdict.entered)],
          ['lanes that changed their relay', String(found.handovers)],
          ['messages told twice, and recognised', String(found.told - events)],
          ['written', rate(events, found.writtenSeconds)],
          ['written, told and handled', rate(events, found.seconds)],
        ],
      },
      ...(verdict.examples.length === 0
        ? []
        : [{ title: 'Deviations', columns: [''], rows: verdict.examples.map((each) => [each]) }]),
    ],
    passed: checks.length - failed,
    failed,
  }
}

const rate = (count: number, seconds: number) => `${Math.round(count / seconds)}/s`

console.error(`   seed ${seed}`)
await using world = await openWorld({ durable: !values.fast })
const found = await run(world)
const report = toReport(found, await judge(world.writers, world.consumers))
console.log(renderReport(report))
if (values.json !== undefined) await writeReport(values.json, report)
if (report.failed > 0) process.exitCode = 1
