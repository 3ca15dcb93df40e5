/**
 * `atoll dead-letters`: what services could not handle and gave up; shows it, has it tried again, or lets it go. It asks
 * the running processes, which alone touch their databases.
 */
import { askProcesses } from './ask-processes.ts'
import { exitCodes, notRunning } from './exit-code.ts'
import type { Parts } from './parts.ts'
import type { Place } from './place.ts'
import { readRun } from './run-file.ts'
import { toTable } from './table.ts'

/** What is to happen, and to which of them; a null means all. */
export interface DeadLettersWish {
  readonly service: string | null
  readonly consumer: string | null
  readonly key: string | null
  readonly act: 'list' | 'replay' | 'discard'
  readonly json: boolean
}

/** One of them, as a process tells of it. */
interface Told {
  readonly service: string
  readonly consumer: string
  readonly key: string
  readonly attempts: number
  readonly behind: number
  readonly parkedAt: string
  readonly error: { readonly code: string; readonly message: string } | null
}

/** Shows or changes them. Faults: those of a process that does not answer. */
export async function deadLetters(
  place: Place,
  wish: DeadLettersWish,
  { screen }: Parts,
): Promise<number> {
  const running = readRun(place)
  if (running === null) throw notRunning(place)
  if (wish.act === 'list') {
    const items = (
      await askProcesses(running, { method: 'GET', path: '/dead-letters', body: null })
    ).flatMap(itemsIn)
    const meant = items.filter((item) => isMeant(item, wish))
    for (const line of wish.json ? [JSON.stringify(meant, null, 2)] : describe(meant))
      screen.line(line)
    return exitCodes.ok
  }
  const { service, consumer, key } = wish
  const filter = Object.entries({ service, consumer, key }).filter(([, value]) => value !== null)
  const replies = await askProcesses(running, {
    method: 'POST',
    path: `/dead-letters/${wish.act}`,
    body: Object.fromEntries(filter),
  })
  const counted = replies.reduce<number>((sum, reply) => sum + countIn(reply), 0)
  const done = wish.act === 'replay' ? 'will be tried again' : 'let go for good'
  screen.line(`${counted} message${counted === 1 ? '' : 's'} ${done}.`)
  return exitCodes.ok
}

function isMeant(item: Told, { service, consumer, key }: DeadLettersWish): boolean {
  return (
    (service ?? item.service) === item.service &&
    (consumer ?? item.consumer) === item.consumer &&
    (key ?? item.key) === item.key
  )
}

function itemsIn(reply: unknown): Told[] {
  // Written by the management port of the same version.
  return (reply as { readonly items: Told[] }).items
}

function countIn(reply: unknown): number {
  const counts = Object.values(reply as Readonly<Record<string, unknown>>)
  return counts.reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 0), 0)
}

function describe(items: readonly Told[]): string[] {
  if (items.length === 0)
    return ['No dead messages: everything that was told has been handled or will be tried again.']
  const rows = items.map((item) => [
    item.service,
    item.consumer,
    item.key,
    String(item.attempts),
    String(item.behind),
    item.parkedAt,
    item.error?.code ?? '-',
  ])
  return [
    ...toTable([['SERVICE', 'EVENT', 'KEY', 'TRIES', 'BEHIND', 'SINCE', 'WHY'], ...rows]),
    '',
    'Try them again with --replay once the cause is gone, or let them go with --discard.',
  ]
}
