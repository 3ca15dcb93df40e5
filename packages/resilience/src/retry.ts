/**
 * Repeats a call that failed, where that can do no harm. Stands at the outgoing border, outside the breaker and the
 * choice of an instance, so that a repetition may go elsewhere. It never sends a call twice that may have been executed
 * once, unless the operation bears it.
 */
import {
  type Call,
  type Clock,
  type Deliver,
  Fault,
  type Random,
  type Reply,
  type Step,
  systemRandom,
} from '@atoll/pipeline'
import { createRetryBudgets, type RetryBudget, type RetryBudgets } from './retry-budget.ts'

/** A call and its repetitions. */
export const attemptsMax = 3
/** The longest first wait; each further one may be twice as long. Units: milliseconds. */
export const backoffMsBase = 50
/** The longest wait between two attempts; a callee that asks for more is not repeated. Units: milliseconds. */
export const backoffMsMax = 1_000

/** What retrying is made of. */
export interface RetryParts {
  readonly clock: Clock
  readonly random?: Random
  /** Where hedging draws on them too. */
  readonly budgets?: RetryBudgets
}

/**
 * Makes the step; the budget of each callee lives in it, or in `budgets`.
 * Faults: those of the callee. After repetitions, or where a repetition was due and the budget empty, its details hold
 * `attempts`; such a fault is not repeated again by a caller further up, so that only one layer repeats.
 * Source: M. Brooker, Exponential Backoff And Jitter (full jitter), AWS Architecture Blog 2015.
 */
export function createRetry(parts: RetryParts): Step {
  const { clock, random = systemRandom } = parts
  const budgets = parts.budgets ?? createRetryBudgets(clock)
  return (next) => (message) => {
    if (message.kind !== 'call') return next(message)
    const budget = budgets.of(message.operation.contract)
    budget.earn()
    return next(message).catch((thrown: unknown) =>
      repeat(message, thrown, { next, clock, random, budget }),
    )
  }
}

interface Repeating {
  readonly next: Deliver
  readonly clock: Clock
  readonly random: Random
  readonly budget: RetryBudget
}

async function repeat(call: Call, thrown: unknown, parts: Repeating): Promise<Reply> {
  const { next, clock, random, budget } = parts
  let fault = Fault.from(thrown)
  for (let attempts = 1; ; attempts += 1) {
    if (!isWorthRepeating(fault) || !isHarmless(call, fault)) throw fault
    const waitMs = backoff(attempts, fault, random)
    const isInTime = waitMs <= backoffMsMax && isBeforeDeadline(call, clock, waitMs)
    if (attempts >= attemptsMax || !isInTime || !budget.spend()) throw givenUp(fault, attempts)
    await clock.sleep(waitMs, call.context.cancellation.signal)
    call.context.cancellation.check()
    try {
      return await next(call)
    } catch (again) {
      fault = Fault.from(again)
    }
  }
}

/** A passing condition that no layer below has repeated already. */
function isWorthRepeating(fault: Fault): boolean {
  return (fault.kind === 'unavailable' || fault.kind === 'limited') && !isRepeated(fault)
}

function isRepeated({ details }: Fault): boolean {
  return typeof details === 'object' && details !== null && 'attempts' in details
}

function isHarmless({ operation, context }: Call, fault: Fault): boolean {
  return fault.executed === 'no' || operation.kind === 'query' || context.idempotencyKey !== null
}

/** Full jitter, and never before the callee said. Units: milliseconds. */
function backoff(attempts: number, fault: Fault, random: Random): number {
  const longestMs = Math.min(backoffMsMax, backoffMsBase * 2 ** (attempts - 1))
  return Math.max(random.next() * longestMs, fault.retryAfterMs ?? 0)
}

function isBeforeDeadline({ context }: Call, clock: Clock, waitMs: number): boolean {
  return context.deadlineAt === null || clock.monotonic() + waitMs < context.deadlineAt
}

/** The callee's own fault, marked so that nobody further up repeats it. */
function givenUp(fault: Fault, attempts: number): Fault {
  const { kind, code, message, executed, retryAfterMs, origin } = fault
  return new Fault({
    kind,
    code,
    message,
    executed,
    details: { attempts },
    cause: fault,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    ...(origin === null ? {} : { origin }),
  })
}
