/** One lease, and the rules that need no other: when it is over, which status counts. Used by the leases alone. */
import type { InstanceInfo, InstanceStatus } from './instance-info.ts'
import type { Story } from './story.ts'

/** What is known of one instance. */
export interface Lease {
  info: InstanceInfo
  /** When it was first registered here under its id. Units: milliseconds of the monotonic clock. */
  readonly cameAt: number
  /** Whether it took the place of one that fell silent. */
  isReplacement: boolean
  /** Units: milliseconds of the monotonic clock. */
  renewedAt: number
  /** Units: characters. */
  readonly weight: number
  readonly story: Story
}

/** A lease as people look at it. */
export interface Listed {
  readonly info: InstanceInfo
  readonly story: Story
  /** Units: milliseconds. */
  readonly renewedMsAgo: number
  /** Whether its lease ran out and it is there all the same. */
  readonly isKept: boolean
}

/** Whether it ran out. Units: `at` in milliseconds of the monotonic clock. */
export function isLate({ info, renewedAt }: Lease, at: number): boolean {
  return at - renewedAt > info.leaseInfo.durationInSecs * 1000
}

/** An instance that says itself that it takes no calls is believed before any override. */
export function toEffective(own: InstanceStatus, over: InstanceStatus): InstanceStatus {
  if (own !== 'UP' && own !== 'OUT_OF_SERVICE') return own
  return over === 'UNKNOWN' ? own : over
}

/** Since when it is up: from the first time on. Units: milliseconds since 1970. */
export function upSince(
  known: Pick<Lease, 'info'> | null,
  status: InstanceStatus,
  now: number,
): number {
  const since = known?.info.leaseInfo.serviceUpTimestamp ?? 0
  return since === 0 && status === 'UP' ? now : since
}
