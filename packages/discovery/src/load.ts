/**
 * What this process knows of instances beside their registration: calls under way, how long they take, and which of
 * them failed. Called by the picker only. What is known of an instance goes when it is no longer registered.
 */
import type { Clock, Fault } from '@atoll/pipeline'
import type { Instance } from './instance.ts'

/** How long an instance that could not be reached is avoided while others remain. Units: milliseconds. */
export const avoidMs = 2_000
/** So many calls in a row that failed by the instance's own fault take it out of the way. Units: calls. */
export const failuresMax = 5
/** How long for the first time; each further time so much longer. Units: milliseconds. */
export const ejectionMs = 10_000
const ejectionMsMax = 300_000
/** After so long without another its ejections count no more. Units: milliseconds. */
const forgivenMs = 300_000
/** An instance that joins others gets its share of calls little by little. Units: milliseconds. */
export const slowStartMs = 10_000
const slowStartPart = 0.1
/** After so long a duration counts for a third. Units: milliseconds. */
const decayMs = 10_000

/** Calls, durations and failures by instance. */
export interface Loads {
  /** The instances of a service as they are now: what is known of others is forgotten. */
  know(service: string, instances: readonly Instance[]): void
  /** Counts a call until the returned function is called with what it ended with; null for an answer. */
  begin(instance: Instance): (fault: Fault | null) => void
  /** Whether it could be reached, as far as is known. */
  isReachable(instance: Instance): boolean
  /** Whether it did not fail too often of late. */
  isSound(instance: Instance): boolean
  /** The part of its share that it is to get. Units: 0 to 1. */
  partOf(instance: Instance): number
  /** What one more call may have to wait for, against the other one. Nothing but the order of two means something. */
  isCheaper(one: Instance, other: Instance): boolean
}

interface Account {
  readonly knownAt: number
  inFlight: number
  /** Units: milliseconds; 0 before the first answer. */
  latencyMs: number
  latencyAt: number
  failures: number
  ejections: number
  avoidedUntil: number
  ejectedUntil: number
}

type Accounts = Map<string, Account>

/** Makes an empty account. */
export function createLoads(clock: Clock): Loads {
  const services = new Map<string, { instances: readonly Instance[]; accounts: Accounts }>()
  const accountOf = ({ service, instance }: Instance): Account | undefined =>
    services.get(service)?.accounts.get(instance)
  return {
    know(service, instances) {
      const known = services.get(service)
      // A discovery gives the same list until something changes.
      if (known?.instances === instances) return
      const accounts = succeed(known?.accounts, instances, clock.monotonic())
      services.set(service, { instances, accounts })
    },
    begin(instance) {
      const account = accountOf(instance)
      const beganAt = clock.monotonic()
      if (account !== undefined) account.inFlight += 1
      let isOver = false
      return (fault) => {
        if (isOver || account === undefined) return
        isOver = true
        account.inFlight -= 1
        const now = clock.monotonic()
        const tookMs = now - beganAt
        if (fault === null) answered(account, tookMs, now)
        else if (isItsOwn(fault)) failed(account, { fault, tookMs, now })
      }
    },
    isReachable: (instance) => (accountOf(instance)?.avoidedUntil ?? 0) <= clock.monotonic(),
    isSound: (instance) => (accountOf(instance)?.ejectedUntil ?? 0) <= clock.monotonic(),
    partOf(instance) {
      const knownMs = clock.monotonic() - (accountOf(instance)?.knownAt ?? Number.NEGATIVE_INFINITY)
      return Math.min(1, Math.max(slowStartPart, knownMs / slowStartMs))
    },
    isCheaper(one, other) {
      const [left, right] = [accountOf(one), accountOf(other)]
      if (left === undefined || right === undefined) return false
      const now = clock.monotonic()
      const [mine, its] = [latencyOf(left, now), latencyOf(right, now)]
      // One that was never measured is taken for as fast as the other.
      return costOf(left, mine || its || 1) < costOf(right, its || mine || 1)
    },
  }
}

/** Accounts of those that stay, and new ones. Where nobody was known before, nobody has joined anybody. */
function succeed(
  before: Accounts | undefined,
  instances: readonly Instance[],
  now: number,
): Accounts {
  const isFirst = before === undefined || before.size === 0
  const knownAt = isFirst ? Number.NEGATIVE_INFINITY : now
  return new Map(
    instances.map(({ instance }) => [instance, before?.get(instance) ?? newAccount(knownAt)]),
  )
}

function newAccount(knownAt: number): Account {
  return {
    knownAt,
    inFlight: 0,
    latencyMs: 0,
    latencyAt: 0,
    failures: 0,
    ejections: 0,
    avoidedUntil: Number.NEGATIVE_INFINITY,
    ejectedUntil: Number.NEGATIVE_INFINITY,
  }
}

function answered(account: Account, tookMs: number, now: number): void {
  measured(account, tookMs, now)
  account.failures = 0
  // What is long ago is forgiven.
  if (now - account.ejectedUntil > forgivenMs) account.ejections = 0
}

/** A slower answer counts at once, a faster one little by little. Source: Twitter Finagle, peak EWMA. */
function measured(account: Account, tookMs: number, now: number): void {
  const kept = Math.exp((account.latencyAt - now) / decayMs)
  const fadedMs = account.latencyMs * kept
  account.latencyMs = tookMs > fadedMs ? tookMs : fadedMs * kept + tookMs * (1 - kept)
  account.latencyAt = now
}

/** Whether a call failed by the instance and not by what was asked of it: one that hangs ends in the deadline. */
function isItsOwn({ kind }: Fault): boolean {
  return kind === 'unavailable' || kind === 'internal' || kind === 'deadline'
}

/** Source: Envoy, outlier detection by consecutive failures. */
function failed(
  account: Account,
  { fault, tookMs, now }: { readonly fault: Fault; readonly tookMs: number; readonly now: number },
): void {
  const { kind, executed } = fault
  // Nobody was there: most likely it died before its registration could say so.
  if (kind !== 'internal' && executed === 'no') account.avoidedUntil = now + avoidMs
  if (kind === 'deadline') measured(account, tookMs, now)
  // Calls that were under way when it was left out say nothing new.
  if (account.ejectedUntil > now) return
  account.failures += 1
  if (account.failures < failuresMax) return
  account.failures = 0
  account.ejections += 1
  account.ejectedUntil = now + Math.min(ejectionMs * account.ejections, ejectionMsMax)
}

/** What is known fades, so that an instance that was slow once is tried again. */
function latencyOf({ latencyMs, latencyAt }: Account, now: number): number {
  return latencyMs * Math.exp((latencyAt - now) / decayMs)
}

function costOf({ inFlight }: Account, latencyMs: number): number {
  return (inFlight + 1) * latencyMs
}
