/**
 * What may be decided of the balancer is what the balancer may be told: a rule in one and not in the other would be lost.
 * Never run: the type check is the test.
 */
import type { HaproxySettings } from '@atoll/discovery-haproxy'
import type { HaproxyRules } from '@atoll/system'

type Kept = Required<NonNullable<HaproxySettings['rules']>>
type Decided = Required<HaproxyRules>
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

true satisfies Same<Kept, Decided>
// @ts-expect-error A rule is missing on one side.
true satisfies Same<Kept, Omit<Decided, 'checkMs'>>
// @ts-expect-error A rule is missing on the other.
true satisfies Same<Omit<Kept, 'drainMs'>, Decided>
