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
  return (next) => (message) => {
    const { deadlineAt } = message.context
    if (deadlineAt === null) return next(message)
    const remainingMs = deadlineAt - clock.monotonic()
    return remainingMs <= 0 ? refuseLate() : withTimer(message, { next, clock, remainingMs })
  }
}

function withTimer(
  message: Message,
  { next, clock, remainingMs }: { next: Deliver; clock: Clock; remainingMs: number },
): Promise<Reply> {
  const own = new Cancellation()
  const context = { ...message.context, cancellation: own }
  return new Promise((resolve, reject) => {
    const stopHearing = message.context.cancellation.onCancel((reason) => own.cancel(reason))
    const timer = clock.timer(remainingMs, () => own.cancel(exceeded()))
    const fail = (reason: Fault) => {
      timer.cancel()
      stopHearing()
      reject(reason)
    }
    const stop = own.onCancel(fail)
    next({ ...message, context }).then((reply) => {
      timer.cancel()
      stop()
      // A stream is read after the reply: it still has to hear that its reader went away.
      if (!isAsyncIterable(reply)) stopHearing()
      resolve(reply)
    }, fail)
  })
}

function isLate({ context: { deadlineAt } }: Message, clock: Clock): boolean {
  return deadlineAt !== null && clock.monotonic() >= deadlineAt
}

function refuseLate(): Promise<never> {
  const message = 'The deadline had passed before the work began; nothing was done.'
  return Promise.reject(
    new Fault({ kind: 'deadline', code: 'deadline_passed', message, executed: 'no' }),
  )
}

function exceeded(): Fault {
  return new Fault({
    kind: 'deadline',
    code: 'deadline_exceeded',
    message: 'The work took longer than its caller waits; it was cancelled.',
    executed: 'unknown',
  })
}
