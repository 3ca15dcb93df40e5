/** What may be decided of the balancer is what the balancer may be told: a rule in one and not in the other would be lost. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HaproxySettings } from '@atoll/discovery-haproxy'
import type { HaproxyRules } from '@atoll/system'

type Kept = Required<NonNullable<HaproxySettings['rules']>>
type Decided = Required<HaproxyRules>
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

test('each rule that can be decided is one that HAProxy is started with, and none is missing', () => {
  const isSame: Same<Kept, Decided> = true
  assert.ok(isSame)
})
