/**
 * How many calls may be under way at once, found by watching how long they take: more than can be worked on at a time
 * only wait for each other. Called by `limit`; it counts and measures, and refuses nothing.
 */
import type { Operation } from '@atoll/contract'
import { type Clock, type Random, systemRandom } from '@atoll/pipeline'

/** Never fewer: less than a pool of connections would leave it idle. Units: calls under way. */
const concurrencyMin = 16
/** Never more. Units: calls under way. */
export const concurrencyMaxDefault = 256
/** What a process begins with. Units: calls under way. */
const concurrencyFirst = 64

/** Calls may take this much longer than they take undisturbed before fewer are let in. Units: none, a ratio. */
const tolerance = 2
/** What is shorter than this is told by how busy the event loop is, not by what is called. Units: milliseconds. */
const paceMsMin = 2
/** The limit moves once in a window, which has so many calls at least. Units: milliseconds, calls. */
const windowMs = 100
const windowCallsMin = 30
/** How far it moves towards where it should be, and at most downwards. Units: shares. */
const smoothing = 0.5
const stepMin = 0.5
/** What was known of an undisturbed call is known anew after this time, and a tenth more or less. Units: milliseconds. */
const epochMs = 10_000
const jitterShare = 0.1
/** Windows with half as many calls under way, by which an undisturbed call is seen in a crowd. */
const probeWindows = 2

/** What it is made of. */
export interface ConcurrencyParts {
  readonly clock: Clock
  readonly random?: Random
  /** Units: calls under way, from 1. */
  readonly most?: number
}

/** How long one operation takes. Units: milliseconds. */
interface Pace {
  sumMs: number
  calls: number
  /** The least mean of a window, in this epoch and the one before. */
  best: number
  before: number
}

/**
 * The limit of one crowd of calls. Windows whose crowd was far below it say nothing and change nothing.
 * Source: the gradient of Envoy's adaptive concurrency filter and of Netflix' concurrency-limits, with the mean of a
 * window instead of a quantile, and with each operation compared to itself; docs/why/0024.
 */
export class Concurrency {
  readonly #clock: Clock
  readonly #random: Random
  readonly #least: number
  readonly #most: number
  // Bounded by the operations that the program names.
  readonly #paces = new Map<Operation, Pace>()
  #limit: number
  /** The window under way. */
  #windowFrom: number
  #calls = 0
  /** Of those, the ones of operations whose undisturbed time is known. */
  #timed = 0
  #tookMs = 0
  #expectedMs = 0
  #peak = 0
  #underWay = 0
  #beganAtSum = 0
  /** The mean of the last window in which anything was expected. */
  #lastMs = Number.POSITIVE_INFINITY
  #epochEnd: number
  #probing = 0

  constructor({ clock, random = systemRandom, most = concurrencyMaxDefault }: ConcurrencyParts) {
    this.#clock = clock
    this.#random = random
    this.#least = Math.min(concurrencyMin, most)
    this.#most = most
    this.#limit = Math.min(concurrencyFirst, most)
    this.#windowFrom = clock.monotonic()
    this.#epochEnd = this.#windowFrom + epochMs
  }

  /** Units: calls under way. */
  get limit(): number {
    const limit = this.#probing > 0 ? this.#limit / 2 : this.#limit
    return Math.max(this.#least, Math.floor(limit))
  }

  /**
   * How long a call takes at the moment, as told by those that have ended and by those that have not: on many quick calls
   * a crowd of slow ones may follow, seen from within whose mean age is half of what they take. Infinite until enough
   * have ended. Units: milliseconds.
   */
  get tookMs(): number {
    if (this.#underWay === 0) return this.#lastMs
    const meanAgeMs = this.#clock.monotonic() - this.#beganAtSum / this.#underWay
    return Math.max(this.#lastMs, 2 * meanAgeMs)
  }

  /** Notes a call that begins. Answers the moment. Units: milliseconds of the monotonic clock. */
  begin(): number {
    const now = this.#clock.monotonic()
    this.#underWay += 1
    this.#beganAtSum += now
    if (this.#underWay > this.#peak) this.#peak = this.#underWay
    return now
  }

  /** Notes a call that was answered. Units: milliseconds of the monotonic clock. */
  answered(operation: Operation, beganAt: number): void {
    const now = this.#end(beganAt)
    const tookMs = Math.max(now - beganAt, paceMsMin)
    const pace = this.#paceOf(operation)
    pace.sumMs += tookMs
    pace.calls += 1
    this.#note(pace, tookMs)
    this.#turnIfDue(now)
  }

  /** Notes a call that failed: that it took long says as much as an answer would, that it took no time says nothing. */
  failed(operation: Operation, beganAt: number): void {
    const now = this.#end(beganAt)
    const pace = this.#paceOf(operation)
    const tookMs = now - beganAt
    if (tookMs > Math.min(pace.best, pace.before)) this.#note(pace, tookMs)
    this.#turnIfDue(now)
  }

  #end(beganAt: number): number {
    this.#underWay -= 1
    // Sums of times lose their last digits by and by.
    this.#beganAtSum = this.#underWay === 0 ? 0 : this.#beganAtSum - beganAt
    return this.#clock.monotonic()
  }

  #note({ best, before }: Pace, tookMs: number): void {
    this.#calls += 1
    const expectedMs = Math.min(best, before)
    if (expectedMs === Number.POSITIVE_INFINITY) return
    this.#timed += 1
    this.#tookMs += tookMs
    this.#expectedMs += expectedMs
  }

  #turnIfDue(now: number): void {
    if (this.#calls >= windowCallsMin && now - this.#windowFrom >= windowMs) this.#turn(now)
  }

  #paceOf(operation: Operation): Pace {
    const known = this.#paces.get(operation)
    if (known !== undefined) return known
    const pace = {
      sumMs: 0,
      calls: 0,
      best: Number.POSITIVE_INFINITY,
      before: Number.POSITIVE_INFINITY,
    }
    this.#paces.set(operation, pace)
    return pace
  }

  #turn(now: number): void {
    const isCrowded = this.#peak >= this.#limit / 2
    if (this.#probing > 0) this.#probing -= 1
    else if (isCrowded && this.#expectedMs > 0) this.#move(this.#tookMs / this.#expectedMs)
    for (const pace of this.#paces.values()) learn(pace)
    if (now >= this.#epochEnd) this.#beginEpoch(now, isCrowded)
    if (this.#timed > 0) this.#lastMs = this.#tookMs / this.#timed
    this.#windowFrom = now
    this.#timed = 0
    this.#calls = 0
    this.#tookMs = 0
    this.#expectedMs = 0
    this.#peak = 0
  }

  /** Towards as many as take `tolerance` times as long as undisturbed, and a few that wait, or nobody would find more. */
  #move(ratio: number): void {
    const gradient = Math.min(1, Math.max(stepMin, tolerance / ratio))
    const target = this.#limit * gradient + Math.sqrt(this.#limit)
    const limit = this.#limit + (target - this.#limit) * smoothing
    this.#limit = Math.min(this.#most, Math.max(this.#least, limit))
  }

  /** An epoch: what calls took long ago is forgotten, and in a crowd measured anew. */
  #beginEpoch(now: number, isCrowded: boolean): void {
    for (const pace of this.#paces.values()) {
      pace.before = pace.best
      pace.best = Number.POSITIVE_INFINITY
    }
    if (isCrowded) this.#probing = probeWindows
    this.#epochEnd = now + epochMs * (1 + (this.#random.next() * 2 - 1) * jitterShare)
  }
}

/** Takes the mean of enough calls for what an undisturbed one takes, if it is the least. */
function learn(pace: Pace): void {
  if (pace.calls < windowCallsMin) return
  pace.best = Math.min(pace.best, pace.sumMs / pace.calls)
  pace.sumMs = 0
  pace.calls = 0
}
