/**
 * Which of the silent need no doubt: somebody of the same application came after they were last heard and lives on, as a process
 * does that is started again. A registry that cannot hear hears no newcomers either. Asked by the leases.
 */
import type { Lease } from './lease.ts'

/** Each newcomer takes the place of one that was silent before it came, the longest silent first, and of no other later. */
export function replacedAmong(
  late: readonly Lease[],
  leasesOf: (app: string) => Iterable<Lease>,
): ReadonlySet<Lease> {
  const replaced = new Set<Lease>()
  for (const [app, silent] of Map.groupBy(late, ({ info }) => info.app)) {
    const newcomers = [...leasesOf(app)]
      .filter(({ isReplacement }) => !isReplacement)
      .toSorted((a, b) => a.cameAt - b.cameAt)
    const longest = silent.toSorted((a, b) => a.renewedAt - b.renewedAt).values()
    let lease = longest.next().value
    for (const newcomer of newcomers) {
      if (lease === undefined) break
      if (!isInPlaceOf(newcomer, lease)) continue
      newcomer.isReplacement = true
      replaced.add(lease)
      lease = longest.next().value
    }
  }
  return replaced
}

/** It came after the other was last heard, and was heard itself after the other's lease was over. */
function isInPlaceOf(newcomer: Lease, { info, renewedAt }: Lease): boolean {
  const endedAt = renewedAt + info.leaseInfo.durationInSecs * 1000
  return newcomer.cameAt > renewedAt && newcomer.renewedAt > endedAt
}
