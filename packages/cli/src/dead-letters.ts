/**
 * `atoll dead-letters`: what services could not handle and gave up; shows it, has it tried again, or lets it go. It asks
 * the running processes, which alone touch their databases.
 */
import { Fault } from '@atoll/pipeline'
import { exitCodes, notRunning } from './exit-code.ts'
import type { Parts } from './parts.ts'
import type { Place } from './place.ts'
import { type RunRecord, readRun } from './run-file.ts'
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

/** How long one process may take to answer. Units: milliseconds. */
const answerMsMax = 10_000

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
      await askAll(running, { method: 'GET', path: '/dead-letters', body: null })
    ).flatMap(itemsIn)
    const meant = items.filter((item) => isMeant(item, wish))
    for (const line of wish.json ? [JSON.stringify(meant, null, 2)] : describe(meant))
      screen.line(line)
    return exitCodes.ok
  }
  const { service, consumer, key } = wish
  const filter = Object.entries({ service, consumer, key }).filter(([, value]) => value !== null)
  const replies = await askAll(running, {
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

/** Asks every process that can be asked. */
function askAll(
  running: RunRecord,
  question: { readonly method: string; readonly path: string; readonly body: unknown },
): Promise<unknown[]> {
  const { managementToken } = running
  const { method, path, body } = question
  const addresses = running.processes.flatMap(({ management }) => management ?? [])
  return Promise.all(
    addresses.map(async (address) => {
      const reply = await fetch(`${address}${path}`, {
        method,
        signal: AbortSignal.timeout(answerMsMax),
        headers: {
          authorization: `Bearer ${managementToken}`,
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        body: body === null ? null : JSON.stringify(body),
      })
      if (reply.ok) return await reply.json()
      throw noAnswer(address, reply.status)
    }),
  )
}

function noAnswer(address: string, status: number): Fault {
  const message = `The process at ${address} answered with status ${status}: look at \`atoll status\` and \`atoll logs\`.`
  return new Fault({ kind: 'unavailable', code: 'no_answer', message })
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
