/**
 * Stops calling what keeps failing, so that neither side is kept busy with calls that cannot succeed, and bounds what is
 * under way to one callee. Stands at the outgoing border inside `retry` as a step, or around any function; one circuit
 * for each operation, the same inside both.
 */
import type { Operation } from '@atoll/contract'
import {
  type Call,
  type Clock,
  type Deliver,
  Fault,
  type Log,
  type Reply,
  type Step,
  silentLog,
  systemClock,
} from '@atoll/pipeline'
import { CallRecord } from './call-record.ts'
import { type CircuitReport, reportOf } from './circuit-report.ts'
import { Circuit, refused } from './circuit.ts'
import { HedgeShare } from './hedge-share.ts'
import { type Outcome, outcome, outcomeOf } from './outcome.ts'
import { type RunOptions, runOrFallBack } from './run.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { CircuitRecord } from './shadow.ts'
import {
  type CircuitThresholds,
  calleeOf,
  createThresholds,
  type Thresholds,
  type ThresholdSettings,
} from './thresholds.ts'

/** What a breaker is made of. */
export interface BreakerParts {
  readonly thresholds?: ThresholdSettings
  readonly clock?: Clock
  /** Told when a circuit opens and closes, and when thresholds change. */
  readonly log?: Log
}

/** Which calls are late, and how many may be asked a second time. */
export interface Hedges {
  /** Whether any threshold lets a call be doubled. */
  readonly isOn: boolean
  /** Notes a call: the share of those that may be doubled is a share of these. */
  count(operation: Operation): void
  /**
   * When a call to this operation is late, by its 95th percentile; null where nobody lets it be doubled, or too few calls
   * are known. Units: milliseconds.
   */
  afterMs(operation: Operation): number | null
  /** Takes a second question out of the share of this operation, and out of the budget of its callee; or neither. */
  spend(operation: Operation, budget: RetryBudget): boolean
}

/** The circuits of one process or service. */
export interface Breaker {
  /**
   * At the outgoing border.
   * Faults: `unavailable` (`circuit_open`), executed no, with the time until the next probe; `limited`
   * (`bulkhead_full`), executed no.
   */
  readonly step: Step
  /**
   * Runs any function through the circuit of that name, which code chooses and no user: `billing` or `billing.charge`.
   * Faults: those of the step; `deadline` (`timed_out`), executed unknown; whatever the work throws. A framework that
   * knows statuses only answers them with 500: its error handler finds 503 with `toStatus(error.kind)` of `@atoll/contract`.
   */
  run<T>(
    name: string,
    work: (signal: AbortSignal) => T | Promise<T>,
    options?: RunOptions<T>,
  ): Promise<T>
  readonly thresholds: Thresholds
  /** What `createHedge` asks. */
  readonly hedges: Hedges
  /** How each circuit stands, by its name. */
  circuits(): readonly CircuitReport[]
  /** What each remembers of its calls, for the shadow. */
  records(): readonly CircuitRecord[]
}

/** Circuits that `run` makes: names come from code, so that more is a mistake. Contracts bound those of the step. */
export const circuitsMax = 1_000

/**
 * Makes a breaker; the circuits live in it. Faults: `invalid` (`thresholds_refused`).
 * Source: M. Nygard, Release It!, 2nd edition, chapter 5 (circuit breaker, bulkheads).
 */
export function createBreaker(parts: BreakerParts = {}): Breaker {
  const { clock = systemClock, log = silentLog } = parts
  const thresholds = createThresholds(parts.thresholds)
  const callees = new Map<string, Callee>()
  const lines = new Map<string, Line>()
  const byOperation = new WeakMap<Operation, Line>()
  const lineOf = (name: string): Line => {
    const known = lines.get(name)
    if (known !== undefined) return known
    const callee = callees.get(calleeOf(name)) ?? new Callee(calleeOf(name), thresholds)
    callees.set(callee.name, callee)
    const line = new Line(name, callee, { clock, log, limits: thresholds.of(name) })
    lines.set(name, line)
    return line
  }
  const lineOfOperation = (operation: Operation): Line => {
    const known = byOperation.get(operation)
    if (known !== undefined) return known
    const line = lineOf(`${operation.contract}.${operation.name}`)
    byOperation.set(operation, line)
    return line
  }
  let isHedging = saysHedge(thresholds)
  thresholds.onChange(() => {
    isHedging = saysHedge(thresholds)
    for (const callee of callees.values()) callee.change(thresholds)
    for (const line of lines.values()) line.circuit.change(thresholds.of(line.name))
    log.warn({ thresholds: thresholds.current() }, 'thresholds changed')
  })
  return {
    step: (next) => (message) => {
      if (message.kind !== 'call') return next(message)
      return lineOfOperation(message.operation).take(message, next)
    },
    async run(name, work, options = {}) {
      if (!lines.has(name) && lines.size >= circuitsMax)
        throw new TypeError(`a breaker keeps ${circuitsMax} circuits: name them by operation`)
      return runOrFallBack(lineOf(name), work, options)
    },
    thresholds,
    hedges: {
      get isOn() {
        return isHedging
      },
      count: (operation) => lineOfOperation(operation).countForHedge(),
      afterMs: (operation) => lineOfOperation(operation).hedgeAfterMs(),
      spend: (operation, budget) => lineOfOperation(operation).spendHedge(budget),
    },
    circuits: () => [...lines.values()].map((line) => line.report()),
    records: () => [...lines.values()].map((line) => line.recorded()),
  }
}

/**
 * Of more than a thousand calls a second to one operation a sample is timed and remembered, whatever became of them:
 * looking at the clock is most of what a breaker costs. All are counted. Units: calls.
 */
const timedMax = 100
/** Units: milliseconds. */
const timedWithinMs = 100

function saysHedge(thresholds: Thresholds): boolean {
  const { default: all = {}, of = {} } = thresholds.current()
  return [all, ...Object.values(of)].some((one) => typeof one?.hedgePercent === 'number')
}

/** Everything of one callee that is under way. */
class Callee {
  readonly name: string
  underWay = 0
  underWayMax: number

  constructor(name: string, thresholds: Thresholds) {
    this.name = name
    this.underWayMax = thresholds.of(name).underWayMax
  }

  change(thresholds: Thresholds): void {
    this.underWayMax = thresholds.of(this.name).underWayMax
  }
}

/** What is kept for one name: its circuit, its last calls, and those under way. */
export class Line {
  readonly name: string
  readonly circuit: Circuit
  readonly clock: Clock
  readonly #callee: Callee
  readonly #record = new CallRecord()
  readonly #hedging = new HedgeShare()
  /** Flights that are not under way, to be used again: a call allocates none. */
  readonly #free: Flight[] = []
  #flights = 0
  /** Units: milliseconds, monotonic. */
  #timedSince = 0
  #timed = 0

  constructor(
    name: string,
    callee: Callee,
    parts: { readonly clock: Clock; readonly log: Log; readonly limits: CircuitThresholds },
  ) {
    const { clock, log, limits } = parts
    this.name = name
    this.clock = clock
    this.#callee = callee
    this.circuit = new Circuit(limits, (change, why) => {
      const fields = { operation: name, openMs: this.circuit.limits.openMs }
      if (change === 'opened') log.warn(fields, `circuit opened: ${name} ${why}`)
      else log.info({ operation: name }, 'circuit closed')
    })
  }

  take(call: Call, next: Deliver): Promise<Reply> {
    call.fallback?.onUse(this.fellBack)
    const flight = this.begin()
    if (flight instanceof Fault) return Promise.reject(flight)
    return next(call).then(flight.answered, flight.failed)
  }

  /** One function for all calls: a repeated call is heard of once. */
  readonly fellBack = (_: Fault, hasFailed: boolean): void => {
    const one = hasFailed ? outcome.fallbackFailed : outcome.fellBack
    this.circuit.note(this.clock.monotonic(), one)
  }

  /** Lets a call go, or says why not. */
  begin(): Flight | Fault {
    const now = this.clock.monotonic()
    const admission = this.circuit.admit(now)
    if (admission === refused) return this.#refuse(now)
    if (this.#callee.underWay >= this.#callee.underWayMax) return this.#reject(now, admission)
    this.#callee.underWay += 1
    const flight = this.#free.pop() ?? this.#newFlight()
    flight.startedAt = now
    flight.admission = admission
    flight.isTimed = this.#isToBeTimed(now) || this.circuit.limits.slowMs !== null
    return flight
  }

  /** Takes back what `begin` gave. */
  end(flight: Flight, one: Outcome): void {
    const { isTimed, startedAt } = flight
    // A call that is not timed is counted at its beginning, unless it failed: then the circuit may open from now on.
    const now = isTimed || one !== outcome.success ? this.clock.monotonic() : startedAt
    flight.latencyMs = now - startedAt
    flight.outcome = one
    this.#callee.underWay -= 1
    this.circuit.settle(now, flight)
    if (isTimed && one !== outcome.unjudged) this.#record.add(now, flight.latencyMs, one)
    this.#free.push(flight)
  }

  report(): CircuitReport {
    const { name, circuit } = this
    const record = this.#record
    const underWay = this.#flights - this.#free.length
    const calleeUnderWayMax = this.#callee.underWayMax
    const now = this.clock.monotonic()
    const hedges = this.#hedging.spent
    return reportOf({ name, circuit, record, underWay, calleeUnderWayMax, hedges, now })
  }

  recorded(): CircuitRecord {
    const { name, circuit } = this
    return { name, thresholds: circuit.limits, calls: this.#record.calls() }
  }

  countForHedge(): void {
    this.#hedging.count(this.circuit.limits.hedgePercent ?? 0)
  }

  hedgeAfterMs(): number | null {
    if (this.circuit.limits.hedgePercent === null) return null
    return this.#hedging.afterMs(this.#record)
  }

  spendHedge(budget: RetryBudget): boolean {
    return this.#hedging.spend(budget)
  }

  #isToBeTimed(now: number): boolean {
    if (now - this.#timedSince >= timedWithinMs) {
      this.#timedSince = now
      this.#timed = 0
    }
    this.#timed += 1
    return this.#timed <= timedMax
  }

  #newFlight(): Flight {
    this.#flights += 1
    return new Flight(this)
  }

  #refuse(now: number): Fault {
    this.circuit.note(now, outcome.shortCircuited)
    const { limits, why } = this.circuit
    const reason = limits.forced === 'open' ? 'is held open by an operator' : why
    return new Fault({
      kind: 'unavailable',
      code: 'circuit_open',
      message: `${this.name} ${reason}; it is not called for a while.`,
      executed: 'no',
      retryAfterMs: this.circuit.waitMs(now),
    })
  }

  #reject(now: number, admission: number): Fault {
    const { name, underWayMax } = this.#callee
    // A probe that was not sent has not been one.
    if (admission > 0)
      this.circuit.settle(now, { latencyMs: 0, outcome: outcome.unjudged, admission })
    this.circuit.note(now, outcome.rejected)
    return new Fault({
      kind: 'limited',
      code: 'bulkhead_full',
      message: `${underWayMax} calls to ${name} are under way already; this one was not sent.`,
      executed: 'no',
    })
  }
}

/** One call under way. */
class Flight {
  startedAt = 0
  latencyMs = 0
  admission = 0
  isTimed = true
  outcome: Outcome = outcome.success
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
  }

  readonly answered = (reply: Reply): Reply => {
    this.#line.end(this, outcome.success)
    return reply
  }

  readonly failed = (thrown: unknown): never => {
    const fault = Fault.from(thrown)
    this.#line.end(this, outcomeOf(fault))
    throw fault
  }
}
