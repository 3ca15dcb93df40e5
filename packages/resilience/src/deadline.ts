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
  untilCancelled,
} from '@atoll/pipeline'

/**
 * At the outgoing border: refuses a call whose deadline has passed, before anything is sent.
 * Faults: `deadline` (`deadline_passed`), executed no.
 */
export function outgoingDeadline(clock: Clock): Step {
  return (next) => async (message) => {
    refuseLate(message, clock)
    return next(message)
  }
}

/**
 * At the incoming border: refuses work that comes too late; otherwise cancels it when the deadline passes and answers
 * at once. The work gets a cancellation of its own, which also hears the caller's. A stream that has begun goes on.
 * Faults: `deadline` (`deadline_passed`, executed no; `deadline_exceeded`, executed unknown).
 */
export function incomingDeadline(clock: Clock): Step {
  return (next) => async (message) => {
    const { deadlineAt } = message.context
    if (deadlineAt === null) return next(message)
    refuseLate(message, clock)
    return withTimer(message, { next, clock, remainingMs: deadlineAt - clock.monotonic() })
  }
}

async function withTimer(
  message: Message,
  parts: { next: Deliver; clock: Clock; remainingMs: number },
): Promise<Reply> {
  const outer = message.context.cancellation
  const own = new Cancellation()
  const stopHearing = outer.onCancel((reason) => own.cancel(reason))
  const timer = parts.clock.timer(parts.remainingMs, () => own.cancel(exceeded()))
  const context = { ...message.context, cancellation: own }
  try {
    const reply = await untilCancelled(own, parts.next({ ...message, context }))
    // A stream is read after the reply: it still has to hear that its reader went away.
    if (!isAsyncIterable(reply)) stopHearing()
    return reply
  } catch (thrown) {
    stopHearing()
    throw thrown
  } finally {
    timer.cancel()
  }
}

function refuseLate(message: Message, clock: Clock): void {
  const { deadlineAt } = message.context
  if (deadlineAt === null || clock.monotonic() < deadlineAt) return
  throw new Fault({
    kind: 'deadline',
    code: 'deadline_passed',
    message: 'The deadline had passed before the work began; nothing was done.',
    executed: 'no',
  })
}

function exceeded(): Fault {
  return new Fault({
    kind: 'deadline',
    code: 'deadline_exceeded',
    message: 'The work took longer than its caller waits; it was cancelled.',
    executed: 'unknown',
  })
}
