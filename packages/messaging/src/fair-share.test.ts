import assert from 'node:assert/strict'
import { it } from 'node:test'
import { fairShare } from './fair-share.ts'
import { laneCount } from './lane.ts'

const member = (id: string, ...topics: string[]) => ({ id, topics })

it('divides all lanes, none twice, for any number of members', () => {
  for (let count = 1; count <= laneCount + 3; count++) {
    const members = Array.from({ length: count }, (_, index) => member(`m${index}`, 'a'))
    const shares = members.map(({ id }) => fairShare(members, id).share)
    assert.equal(
      shares.reduce((sum, share) => sum + share, 0),
      laneCount,
    )
    assert.ok(Math.max(...shares) - Math.min(...shares) <= 1, shares.join())
  }
})

it('gives nothing to who would skip topics of another', () => {
  const members = [member('old', 'a'), member('new', 'a', 'b'), member('newer', 'b', 'a')]
  assert.deepEqual(fairShare(members, 'old'), { share: 0, outdated: [] })
  assert.deepEqual(fairShare(members, 'new'), { share: 8, outdated: ['old'] })
  assert.deepEqual(fairShare(members, 'newer'), { share: 8, outdated: ['old'] })
})

it('lets members share whose topics neither contain the other', () => {
  const members = [member('one', 'a', 'b'), member('other', 'a', 'c')]
  assert.deepEqual(fairShare(members, 'one'), { share: 8, outdated: [] })
})
