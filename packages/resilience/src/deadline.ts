/**
 * The deadline as two steps: a call that is too late is not sent, and work that is too late is cancelled. Called by the
 * borders; they never lengthen a deadline. How the remaining time crosses a wire stands in the pipeline's headers.
 */
import { isAsyncIterable } from '@atoll/contract'
import {
  Cancellation,
  type Clock,
  type Deliver,
  Fault,
  type Message,
  type Reply,
  type Step,
} from '@atoll/pipeline'
import { type Alarm, type Alarms, createAlarms } from './alarms.ts'

/**
 * At the outgoing border: refuses a call whose deadline has passed, before anything is sent.
 * Faults: `deadline` (`deadline_passed`), executed no.
 */
export function outgoingDeadline(clock: Clock): Step {
  return (next) => (message) => (isLate(message, clock) ? refuseLate() : next(message))
}

/**
 * At the incoming border: refuses work that comes too late; otherwise cancels it when the deadline passes and answers
 * at once. The work gets a cancellation of its own, which also hears the caller's. A stream that has begun goes on.
 * Faults: `deadline` (`deadline_passed`, executed no; `deadline_exceeded`, executed unknown).
 */
export function incomingDeadline(clock: Clock): Step {
  const alarms = createAlarms(clock)
  return (next) => (message) => {
    const { deadlineAt } = message.context
    if (deadlineAt === null) return next(message)
    return clock.monotonic() < deadlineAt
      ? new TimedWork(message.context.cancellation).run(message, next, alarms)
      : refuseLate()
  }
}

/** Work with a deadline: settles like the work, or as soon as it is cancelled. */
class TimedWork implements Alarm {
  readonly #own = new Cancellation()
  readonly #stopHearing: () => void

  constructor(outer: Cancellation) {
    this.#stopHearing = outer.onCancel((reason) => this.#own.cancel(reason))
  }

  ring(): void {
    this.#own.cancel(exceeded())
  }

  run(message: Message, next: Deliver, alarms: Alarms): Promise<Reply> {
    const { deadlineAt } = message.context
    const slot = deadlineAt === null ? null : alarms.set(deadlineAt, this)
    const context = { ...message.context, cancellation: this.#own }
    return new Promise((resolve, reject) => {
      const fail = (reason: Fault) => {
        slot?.delete(this)
        this.#stopHearing()
        reject(reason)
      }
      const stop = this.#own.onCancel(fail)
      next({ ...message, context }).then((reply) => {
        slot?.delete(this)
        stop()
        // A stream is read after the reply: it still has to hear that its reader went away.
        if (!isAsyncIterable(reply)) this.#stopHearing()
        resolve(reply)
      }, fail)
    })
  }
}

/** Whether nobody waits for it any more. */
export function isLate({ context: { deadlineAt } }: Message, clock: Clock): boolean {
  return deadlineAt !== null && clock.monotonic() >= deadlineAt
}

function refuseLate(): Promise<never> {
  return Promise.reject(tooLate())
}

/** The fault of work that nobody waits for any more. */
export function tooLate(): Fault {
  const message = 'The deadline had passed before the work began; nothing was done.'
  return new Fault({ kind: 'deadline', code: 'deadline_passed', message, executed: 'no' })
}

function exceeded(): Fault {
  return new Fault({
    kind: 'deadline',
    code: 'deadline_exceeded',
    message: 'The work took longer than its caller waits; it was cancelled.',
    executed: 'unknown',
  })
}
