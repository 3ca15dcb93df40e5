/**
 * The clients of a world: each sends one command under a key of its own, again and again until it is answered, the
 * impatient ones several times at once. They live outside of every process and outlive all faults.
 */
import { type Call, createContext, type Ids, isFault, type Random } from '@atoll/pipeline'
import { orders } from './contracts.ts'
import type { PlannedFault } from './faults.ts'
import type { Ledger } from './ledger.ts'
import type { Scheduler } from './scheduler.ts'
import type { Instance } from './service.ts'

/** What the clients of a world need. */
export interface ClientParts {
  readonly scheduler: Scheduler
  readonly random: Random
  readonly ids: Ids
  readonly ledger: Ledger
  readonly tell: (what: string) => void
  readonly impatient: readonly PlannedFault[]
  readonly onImpatience: (fault: PlannedFault) => void
  /** Those that take commands now. */
  readonly instances: () => readonly Instance[]
}

/** All clients of a world. */
export interface Client {
  /** Keys of commands that have no answer yet. */
  unanswered(): readonly string[]
  /** Whether every command was sent once at least. */
  readonly haveBegun: boolean
}

/** Commands of one world, drawn for each. */
const commandsMin = 3
const commandsMax = 6
const accountsMax = 2
/** How often all commands are of one account, so that they meet. Units: 0..1. */
const oneAccountPart = 0.7
/** When the last of them begins. Units: milliseconds. */
const beginMsMax = 200
/** How long a client waits before it asks again. Units: milliseconds. */
const patienceMs = 100
const refusedPart = 0.15

interface Command {
  readonly key: string
  readonly input: { readonly account: string; readonly order: string; readonly refused: boolean }
}

/** Starts the clients. */
export function startClients(parts: ClientParts): Client {
  const { scheduler, random, ledger } = parts
  const count = commandsMin + Math.floor(random.next() * (commandsMax + 1 - commandsMin))
  const accounts = random.next() < oneAccountPart ? 1 : accountsMax
  let begun = 0
  const commands = Array.from({ length: count }, (_, at): Command => {
    const account = `a${Math.floor(random.next() * accounts)}`
    const refused = random.next() < refusedPart
    return { key: `k${at}`, input: { account, order: `o${at}`, refused } }
  })
  for (const [at, command] of commands.entries()) {
    const fault = parts.impatient[at]
    const beginMs = random.next() * beginMsMax
    scheduler.after(beginMs, () => {
      begun += 1
      ask(parts, command)
      if (fault === undefined || parts.instances().length === 0) return
      parts.onImpatience(fault)
      for (let again = 0; again < 2; again += 1)
        scheduler.after(random.next() * 4, () => send(parts, command))
    })
  }
  return {
    get haveBegun() {
      return begun === count
    },
    unanswered: () => commands.map(({ key }) => key).filter((key) => !ledger.isAnswered(key)),
  }
}

/** Sends until there is an answer. */
function ask(parts: ClientParts, command: Command): void {
  if (parts.ledger.isAnswered(command.key)) return
  send(parts, command)
  parts.scheduler.after(patienceMs * (0.5 + parts.random.next()), () => ask(parts, command))
}

function send({ random, ids, instances, ledger, tell }: ClientParts, command: Command): void {
  const living = instances()
  const instance = living[Math.floor(random.next() * living.length)]
  if (instance === undefined) return
  const { key, input } = command
  const context = createContext(ids, { caller: 'client', idempotencyKey: key })
  const call: Call = { kind: 'call', operation: orders.place, input, context }
  instance.command(call, key).then(
    (reply) => {
      if (instance.process.isDead) return
      const text = isFault(reply) ? reply.code : JSON.stringify(reply)
      tell(`${key} is answered by ${instance.process.name}: ${text}`)
      ledger.reply(key, text)
    },
    (error: unknown) => {
      if (instance.process.isDead) return
      if (isFault(error) && error.kind === 'unavailable') return
      const why = error instanceof Error ? error.stack : String(error)
      // Whatever the handler is told to do wrong reaches the client as it is.
      if (!isFault(error) || error.code !== 'simulated.broken')
        ledger.violate(`command ${key} failed: ${why}`)
    },
  )
}
