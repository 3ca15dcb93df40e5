/**
 * The child's side of its supervisor. A child that loses its supervisor stops by itself, so that nothing is left running
 * whatever happened to the supervisor.
 */
import {
  type ChildMessage,
  parseChildMessage,
  parseSupervisorMessage,
  toChildFault,
} from '@atoll/deployment'
import { type Clock, Fault, isFault } from '@atoll/pipeline'
import { createStop } from './stop.ts'

/** How long the supervisor may take to say hello. Units: milliseconds. */
const helloMsMax = 10_000
/** Messages kept until somebody listens. */
const earlyMessagesMax = 1_000

/** A child's connection to its supervisor. */
export interface SupervisorConnection {
  /** What the supervisor wants the child to know, secrets too. */
  readonly hello: unknown
  /** Says that the work begins; `body` tells others what they need, such as an address. */
  ready(body: unknown): void
  /** Says why the child cannot work, and ends the process with 1 when that is said. */
  fail(thrown: unknown): Promise<never>
  /**
   * Says something; nothing happens when the supervisor is gone.
   * Faults: `invalid` (`message_invalid`) for a body that is no JSON or too large.
   */
  send(body: unknown): void
  /** Called with what the supervisor says; what came earlier is kept for this listener. */
  onMessage(listener: (body: unknown) => void): void
  /**
   * Called once: on SIGTERM, or when the supervisor is gone. When its promise settles, the process ends: with 0, or with
   * 1 if it was rejected. A second SIGTERM ends the process at once with 1.
   */
  onStop(stop: () => Promise<void>): void
}

/**
 * Connects to the supervisor that started this process. Call it once, early.
 * Faults: `precondition` (`no_supervisor`) when nobody did, or said hello in time.
 */
export async function connectToSupervisor({
  clock,
}: {
  readonly clock: Clock
}): Promise<SupervisorConnection> {
  const onStop = createStop(clock)
  const early: unknown[] = []
  let listen = (body: unknown) => {
    if (early.length < earlyMessagesMax) early.push(body)
  }
  const hello = await new Promise<unknown>((resolve, reject) => {
    if (process.send === undefined || !process.connected) return reject(noSupervisor())
    const late = clock.timer(helloMsMax, () => reject(noSupervisor()))
    process.once('disconnect', () => reject(noSupervisor()))
    process.on('message', (value: unknown) => {
      const message = parseSupervisorMessage(value)
      // Whoever started us says nothing else; a stray message of a library is not for us.
      if (isFault(message)) return
      if (message.kind === 'custom') return listen(message.body)
      late.cancel()
      resolve(message.body)
    })
  })
  return {
    hello,
    ready: (body) => void say({ kind: 'ready', body }),
    send: (body) => void say({ kind: 'custom', body }),
    async fail(thrown) {
      await say({ kind: 'failed', fault: toChildFault(thrown) })
      process.exit(1)
    },
    onMessage(listener) {
      listen = listener
      for (const body of early.splice(0)) listener(body)
    },
    onStop,
  }
}

/** Settles when the message is on its way, or nobody is there to get it. */
function say(message: ChildMessage): Promise<void> {
  const sound = parseChildMessage(message)
  if (isFault(sound)) throw sound
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) return resolve()
    process.send(sound, undefined, undefined, () => resolve())
  })
}

function noSupervisor(): Fault {
  const message =
    'No supervisor is there: this program is started by `atoll start` or `atoll dev`, not by hand.'
  return new Fault({ kind: 'precondition', code: 'no_supervisor', message })
}
