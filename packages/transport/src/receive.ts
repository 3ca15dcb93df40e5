/**
 * The end of a call's journey, alike for every protocol: the callee's work stops when the caller's time is over, whether
 * or not the caller is still there to say so. Called by each transport's listener around the incoming border.
 */
import {
  type Call,
  type Clock,
  type Deliver,
  Fault,
  type Reply,
  untilCancelled,
  untilLate,
} from '@atoll/pipeline'

/**
 * Delivers a call that arrived and answers at the latest when its deadline passes or its work is cancelled.
 * Faults: `deadline`, after the call's cancellation has fired with the same fault.
 */
export function receive(deliver: Deliver, call: Call, clock: Clock): Promise<Reply> {
  const { cancellation, deadlineAt } = call.context
  if (deadlineAt === null) return untilCancelled(cancellation, deliver(call))
  const remainingMs = deadlineAt - clock.monotonic()
  if (remainingMs <= 0) return refuse(call)
  const late = () => deadlinePassed('unknown')
  return untilLate(cancellation, { clock, timeoutMs: remainingMs, late }, () => deliver(call))
}

async function refuse(call: Call): Promise<never> {
  const fault = deadlinePassed('no')
  call.context.cancellation.cancel(fault)
  throw fault
}

/** The fault of a call whose caller has stopped waiting. */
export function deadlinePassed(executed: 'no' | 'unknown'): Fault {
  const message = 'The time that the caller gave this call is over; give it more, or ask for less.'
  return new Fault({ kind: 'deadline', code: 'deadline', message, executed })
}

/** The fault that the callee's work sees when its caller went away. */
export function callerGone(): Fault {
  const message = 'The caller went away before the reply.'
  return new Fault({ kind: 'cancelled', code: 'caller_gone', message, executed: 'unknown' })
}

/** The fault of a call to a service that does not know the operation. */
export function unknownOperation(service: string, operation: string): Fault {
  const message = `${service} does not serve '${operation}'; check that caller and service use the same contract version.`
  return new Fault({ kind: 'unimplemented', code: 'unknown_operation', message, executed: 'no' })
}
