/**
 * Stops calling what keeps failing, so that neither side is kept busy with calls that cannot succeed. Stands at the
 * outgoing border inside `retry`; one circuit for each operation. Answers that a callee means are no failures.
 */
import type { FaultKind, Operation } from '@atoll/contract'
import {
  type Call,
  type Clock,
  type Deliver,
  Fault,
  type Log,
  type Reply,
  type Step,
  silentLog,
} from '@atoll/pipeline'

/** Failures in a row that open a circuit. */
export const failuresMax = 5
/** How long an open circuit refuses before it lets one call probe. Units: milliseconds. */
export const openMs = 5_000

/** What a breaker is made of. */
export interface BreakerParts {
  readonly clock: Clock
  /** Told when a circuit opens and closes. */
  readonly log?: Log
}

/** Kinds that say the callee is not well. */
const failures: ReadonlySet<FaultKind> = new Set<FaultKind>(['unavailable', 'deadline', 'internal'])

/**
 * Makes the step; the circuits live in it.
 * Faults: `unavailable` (`circuit_open`), executed no, with the time until the next probe.
 * Source: M. Nygard, Release It!, 2nd edition, chapter 5.
 */
export function createBreaker(parts: BreakerParts): Step {
  const { clock, log = silentLog } = parts
  const circuits = new WeakMap<Operation, Circuit>()
  const circuitOf = (operation: Operation): Circuit => {
    const known = circuits.get(operation)
    if (known !== undefined) return known
    const circuit = new Circuit(`${operation.contract}.${operation.name}`, clock, log)
    circuits.set(operation, circuit)
    return circuit
  }
  return (next) => (message) => {
    if (message.kind !== 'call') return next(message)
    return circuitOf(message.operation).take(message, next)
  }
}

/** The circuit of one operation: closed, open until a time, or half-open with one probe under way. */
class Circuit {
  readonly #operation: string
  readonly #clock: Clock
  readonly #log: Log
  /** Failures since the last success. */
  #failures = 0
  /** When one call may probe; null while closed. Units: milliseconds, monotonic. */
  #openUntil: number | null = null
  #isProbing = false

  constructor(operation: string, clock: Clock, log: Log) {
    this.#operation = operation
    this.#clock = clock
    this.#log = log
  }

  take(call: Call, next: Deliver): Promise<Reply> {
    if (this.#openUntil === null) return next(call).then(this.#succeeded, this.#failed)
    const waitMs = this.#openUntil - this.#clock.monotonic()
    if (waitMs > 0 || this.#isProbing) return Promise.reject(this.#refusal(Math.max(waitMs, 0)))
    this.#isProbing = true
    return next(call).then(this.#probeSucceeded, this.#probeFailed)
  }

  readonly #succeeded = (reply: Reply) => this.#answer(reply, false)
  readonly #failed = (thrown: unknown) => this.#fail(thrown, false)
  readonly #probeSucceeded = (reply: Reply) => this.#answer(reply, true)
  readonly #probeFailed = (thrown: unknown) => this.#fail(thrown, true)

  #answer(reply: Reply, isProbe: boolean): Reply {
    this.#succeed(isProbe)
    return reply
  }

  #fail(thrown: unknown, isProbe: boolean): never {
    const fault = Fault.from(thrown)
    this.#note(fault, isProbe)
    throw fault
  }

  #succeed(isProbe: boolean): void {
    if (isProbe) {
      this.#isProbing = false
      this.#openUntil = null
      this.#log.info({ operation: this.#operation }, 'circuit closed')
    }
    // A late answer to a call from before the circuit opened does not close it: only a probe does.
    if (this.#openUntil === null) this.#failures = 0
  }

  #note(fault: Fault, isProbe: boolean): void {
    if (isProbe) this.#isProbing = false
    // Nobody waited for it, or it was too late before it began: nothing is learnt of the callee.
    if (fault.kind === 'cancelled' || (fault.kind === 'deadline' && fault.executed === 'no')) return
    if (!failures.has(fault.kind)) return this.#succeed(isProbe)
    this.#failures += 1
    if (isProbe || (this.#openUntil === null && this.#failures >= failuresMax)) this.#open(fault)
  }

  #open(fault: Fault): void {
    this.#openUntil = this.#clock.monotonic() + openMs
    const { code, message } = fault
    this.#log.warn({ operation: this.#operation, code, openMs }, `circuit opened: ${message}`)
  }

  #refusal(waitMs: number): Fault {
    return new Fault({
      kind: 'unavailable',
      code: 'circuit_open',
      message: `${this.#operation} has failed ${this.#failures} times in a row; it is not called for a while.`,
      executed: 'no',
      // While a probe is under way nobody knows; asking again at once would not help.
      retryAfterMs: Math.ceil(waitMs) || openMs,
    })
  }
}
