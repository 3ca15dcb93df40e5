/**
 * One circuit: closed, open until a time, or half-open with a few probes under way. Only arithmetic: it is told the time
 * and what happened, so that the breaker runs it on calls and the shadow on what was recorded, with the same code.
 */
import { isFailure, type Outcome, outcome } from './outcome.ts'
import type { CircuitThresholds } from './thresholds.ts'
import { RollingWindow } from './window.ts'

/** How a circuit stands. */
export type CircuitState = 'closed' | 'open' | 'half_open'

/** Hears of a circuit that opens, and why, or closes. */
export type CircuitListener = (change: 'opened' | 'closed', why: string) => void

/** May be sent, and is no probe. */
export const admitted = 0
/** May not be sent. Above zero is a probe, by the number of its period. */
export const refused = -1

/** The state of one circuit. */
export class Circuit {
  #limits: CircuitThresholds
  #window: RollingWindow
  readonly #tell: CircuitListener
  /** Failures since the last success. */
  #failures = 0
  /** When calls may probe; null while closed. Units: milliseconds, monotonic. */
  #openUntil: number | null = null
  /** Goes up whenever it opens or closes: a probe of an earlier period decides nothing. */
  #period = 0
  #probesUnderWay = 0
  #probesDone = 0
  /** Units: milliseconds, monotonic. */
  #probeBegunAt = 0
  #openings = 0
  #why = ''

  constructor(limits: CircuitThresholds, tell: CircuitListener) {
    this.#limits = limits
    this.#window = new RollingWindow(limits.windowMs)
    this.#tell = tell
  }

  get limits(): CircuitThresholds {
    return this.#limits
  }

  get window(): RollingWindow {
    return this.#window
  }

  /** How often it has opened. */
  get openings(): number {
    return this.#openings
  }

  /** Why it opened last. */
  get why(): string {
    return this.#why
  }

  /** Other thresholds from now on; a window of another length begins empty. */
  change(limits: CircuitThresholds): void {
    if (limits.windowMs !== this.#limits.windowMs) this.#window = new RollingWindow(limits.windowMs)
    this.#limits = limits
  }

  /** Whether a call may be sent: `admitted`, `refused`, or the period that it probes in. */
  admit(now: number): number {
    const { forced } = this.#limits
    if (forced !== null) return forced === 'closed' ? admitted : refused
    return this.#openUntil === null ? admitted : this.#admitProbe(now, this.#openUntil)
  }

  /** What became of a call that was admitted. Units: milliseconds, `now` monotonic. */
  settle(now: number, call: { latencyMs: number; outcome: Outcome; admission: number }): void {
    const { slowMs, forced } = this.#limits
    const isSlow = slowMs !== null && call.latencyMs > slowMs
    this.#window.add(now, call.outcome, isSlow && call.outcome !== outcome.unjudged)
    if (call.admission > 0) return this.#settleProbe(now, call, isSlow)
    // A late answer to a call from before the circuit opened does not close it: only a probe does.
    if (this.#openUntil !== null || call.outcome === outcome.unjudged) return
    const isBad = isFailure(call.outcome)
    this.#failures = isBad ? this.#failures + 1 : 0
    if (!isBad && !isSlow) return
    const why = forced === null ? this.#whatIsTooMuch() : null
    if (why !== null) this.#open(now, why)
  }

  /** A call that was not sent, or what became of its fallback. */
  note(now: number, one: Outcome): void {
    this.#window.add(now, one)
  }

  state(now: number): CircuitState {
    const { forced } = this.#limits
    if (forced !== null) return forced
    if (this.#openUntil === null) return 'closed'
    return now < this.#openUntil ? 'open' : 'half_open'
  }

  /** When to come again. Units: milliseconds. */
  waitMs(now: number): number {
    const remainingMs = this.#openUntil === null ? 0 : Math.ceil(this.#openUntil - now)
    // While a probe is under way nobody knows; asking again at once would not help.
    return remainingMs > 0 ? remainingMs : this.#limits.openMs
  }

  #admitProbe(now: number, openUntil: number): number {
    if (now < openUntil) return refused
    const { probes, openMs } = this.#limits
    const isFull = this.#probesUnderWay + this.#probesDone >= probes
    // A probe that never ends does not keep the circuit open for ever.
    if (isFull && now - this.#probeBegunAt < openMs) return refused
    this.#probesUnderWay += 1
    this.#probeBegunAt = now
    return this.#period
  }

  #settleProbe(now: number, call: { outcome: Outcome; admission: number }, isSlow: boolean): void {
    if (call.admission !== this.#period) return
    this.#probesUnderWay -= 1
    if (call.outcome === outcome.unjudged || this.#limits.forced !== null) return
    if (isFailure(call.outcome)) {
      this.#failures += 1
      return this.#open(now, 'a probe failed')
    }
    if (isSlow) return this.#open(now, 'a probe was slow')
    this.#probesDone += 1
    if (this.#probesDone >= this.#limits.probes) this.#close()
  }

  /** The condition that is met, in words; null while none is. */
  #whatIsTooMuch(): string | null {
    const { failuresInRow, windowMs, callsMin, failurePercent, slowMs, slowPercent } = this.#limits
    if (failuresInRow !== null && this.#failures >= failuresInRow)
      return `failed ${this.#failures} times in a row`
    const { calls, failures, slowCalls } = this.#window
    if (calls < callsMin) return null
    const within = `of ${calls} calls within ${windowMs} ms`
    if (failurePercent !== null && failures * 100 >= failurePercent * calls)
      return `failed in ${failures} ${within}`
    if (slowMs !== null && slowCalls * 100 >= slowPercent * calls)
      return `took more than ${slowMs} ms in ${slowCalls} ${within}`
    return null
  }

  #open(now: number, why: string): void {
    this.#openUntil = now + this.#limits.openMs
    this.#openings += 1
    this.#why = why
    this.#beginPeriod()
    this.#tell('opened', why)
  }

  #close(): void {
    this.#openUntil = null
    this.#failures = 0
    this.#window.clear()
    this.#beginPeriod()
    this.#tell('closed', this.#why)
  }

  #beginPeriod(): void {
    this.#period += 1
    this.#probesUnderWay = 0
    this.#probesDone = 0
  }
}
