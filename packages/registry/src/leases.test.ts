import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import type { InstanceInfo, InstanceStatus } from './instance-info.ts'
import { weightOf } from './instance-info.ts'
import { metadataCharactersMax } from './leases.ts'
import { createSimulatedLeases, lasting, sample, type SimulatedLeases } from './testing.ts'

const place = { app: 'SVC', id: 'h1:svc:8080' }

function statusOf({ leases }: SimulatedLeases): InstanceStatus | undefined {
  return leases.find(place)?.status
}

function idsOf(apps: readonly { readonly instances: readonly InstanceInfo[] }[]): string[] {
  return apps.flatMap(({ instances }) => instances.map(({ instanceId }) => instanceId))
}

describe('leases', () => {
  test('an instance is there from its registration to its cancellation', () => {
    const { leases } = createSimulatedLeases()
    assert.equal(leases.find(place), null)
    leases.register(sample())
    assert.equal(leases.find(place)?.hostName, 'h1')
    assert.equal(leases.findById(place.id)?.app, 'SVC')
    assert.equal(leases.findById('other'), null)
    assert.equal(leases.size, 1)
    assert.equal(leases.cancel(place), true)
    assert.equal(leases.cancel(place), false)
    assert.equal(leases.application('SVC'), null)
    assert.equal(leases.size, 0)
  })

  test('a lease ends after its own duration, once and not twice', async () => {
    const { leases, pass } = createSimulatedLeases()
    leases.register(lasting(3))
    leases.register(lasting(5, { instanceId: 'slow' }))
    assert.deepEqual(await pass(3_000), [])
    assert.deepEqual(await pass(1_000), [place.id])
    assert.deepEqual(await pass(1_000), [])
    assert.deepEqual(await pass(1_000), ['slow'])
  })

  test('whoever is heard from stays, and the time is told', async () => {
    const { leases, pass, clock } = createSimulatedLeases()
    leases.register(lasting(3))
    for (let beat = 0; beat < 5; beat += 1) {
      assert.deepEqual(await pass(2_500), [])
      assert.equal(leases.renew(place, null), 'renewed')
      assert.equal(leases.find(place)?.leaseInfo.lastRenewalTimestamp, clock.now())
    }
    assert.deepEqual(await pass(4_000), [place.id])
    assert.equal(leases.renew(place, null), 'missing')
  })

  test('a change of status by a person is a sign of life, news of metadata is none', async () => {
    const { leases, pass } = createSimulatedLeases()
    leases.register(lasting(3))
    await pass(2_000)
    leases.override(place, { status: 'OUT_OF_SERVICE', dirtyAt: null })
    await pass(2_000)
    leases.addMetadata(place, { zone: 'a' })
    assert.deepEqual(await pass(2_000), [place.id])
  })

  test('while the registry stood still nobody was silent', async () => {
    const { leases, pass, clock } = createSimulatedLeases()
    leases.register(lasting(3))
    await pass(1_000)
    await clock.advance(60_000)
    assert.deepEqual(leases.sweep().evicted, [])
    assert.deepEqual(await pass(1_000), [])
    assert.deepEqual(await pass(1_000), [place.id])
  })

  test('what does not fit is refused, what is known is renewed', () => {
    const { leases } = createSimulatedLeases({ instancesMax: 1 })
    leases.register(sample())
    leases.register(sample({ hostName: 'h2' }))
    assert.throws(
      () => leases.register(sample({ instanceId: 'other' })),
      (thrown) => thrown instanceof Fault && thrown.code === 'registry_full',
    )
  })

  test('since when an instance is up is kept over registrations', async () => {
    const { leases, pass, clock } = createSimulatedLeases()
    leases.register(sample({ status: 'STARTING' }))
    assert.equal(leases.find(place)?.leaseInfo.serviceUpTimestamp, 0)
    await pass(1_000)
    leases.register(sample())
    const since = clock.now()
    await pass(1_000)
    leases.register(sample())
    assert.equal(leases.find(place)?.leaseInfo.serviceUpTimestamp, since)
    assert.equal(leases.find(place)?.leaseInfo.registrationTimestamp, clock.now())
  })
})

describe('the newer state wins', () => {
  test('of two registrations', () => {
    const { leases } = createSimulatedLeases()
    leases.register(sample({ lastDirtyTimestamp: 5, hostName: 'five' }))
    leases.register(sample({ lastDirtyTimestamp: 4, hostName: 'four' }))
    assert.equal(leases.find(place)?.hostName, 'five')
    leases.register(sample({ lastDirtyTimestamp: 5, hostName: 'also five' }))
    assert.equal(leases.find(place)?.hostName, 'also five')
    leases.register(sample({ lastDirtyTimestamp: 6, hostName: 'six' }))
    assert.equal(leases.find(place)?.hostName, 'six')
  })

  test('and a renewal tells who has it', () => {
    const { leases } = createSimulatedLeases()
    leases.register(sample({ lastDirtyTimestamp: 5 }))
    assert.equal(leases.renew(place, 5), 'renewed')
    assert.equal(leases.renew(place, 6), 'behind')
    assert.equal(leases.renew(place, 4), 'ahead')
    assert.equal(leases.renew({ app: 'SVC', id: 'other' }, 5), 'missing')
  })
})

describe('statuses', () => {
  test('an override outlasts what the instance says, but not that it takes no calls', () => {
    const simulated = createSimulatedLeases()
    const { leases } = simulated
    leases.register(sample())
    leases.override(place, { status: 'OUT_OF_SERVICE', dirtyAt: 9_000_000_000_000 })
    assert.equal(statusOf(simulated), 'OUT_OF_SERVICE')
    assert.equal(leases.find(place)?.lastDirtyTimestamp, 9_000_000_000_000)
    const later = 9_000_000_000_001
    leases.register(sample({ lastDirtyTimestamp: later, status: 'UP' }))
    assert.equal(statusOf(simulated), 'OUT_OF_SERVICE')
    leases.register(sample({ lastDirtyTimestamp: later, status: 'DOWN' }))
    assert.equal(statusOf(simulated), 'DOWN')
    leases.register(sample({ lastDirtyTimestamp: later, status: 'UP' }))
    assert.equal(statusOf(simulated), 'OUT_OF_SERVICE')
    assert.equal(leases.find(place)?.overriddenStatus, 'OUT_OF_SERVICE')
  })

  test("an instance's own word counts where nobody overrides it", () => {
    const simulated = createSimulatedLeases()
    for (const status of ['UP', 'OUT_OF_SERVICE', 'UP', 'DOWN', 'STARTING'] as const) {
      simulated.leases.register(sample({ status }))
      assert.equal(statusOf(simulated), status)
    }
  })

  test('an override that a registration brings along is kept', () => {
    const simulated = createSimulatedLeases()
    simulated.leases.register(sample({ overriddenStatus: 'OUT_OF_SERVICE' }))
    assert.equal(statusOf(simulated), 'OUT_OF_SERVICE')
    simulated.leases.register(sample({ overriddenStatus: 'UNKNOWN' }))
    assert.equal(statusOf(simulated), 'OUT_OF_SERVICE')
  })

  test('without its override an instance has to say how it is, unless that is said for it', () => {
    const simulated = createSimulatedLeases()
    const { leases } = simulated
    leases.register(sample())
    const change = { status: 'OUT_OF_SERVICE', dirtyAt: null } as const
    leases.override(place, change)
    assert.equal(leases.removeOverride(place, { status: 'UP', dirtyAt: null }), true)
    assert.equal(statusOf(simulated), 'UP')
    leases.override(place, change)
    leases.removeOverride(place, { status: 'UNKNOWN', dirtyAt: null })
    assert.equal(leases.renew(place, null), 'missing')
    leases.register(sample())
    assert.equal(statusOf(simulated), 'UP')
    assert.equal(leases.renew(place, null), 'renewed')
    leases.removeOverride(place, { status: 'UNKNOWN', dirtyAt: null })
    assert.equal(statusOf(simulated), 'UP', 'where there is no override nothing is taken away')
    assert.equal(leases.override({ app: 'SVC', id: 'other' }, change), false)
    assert.equal(leases.removeOverride({ app: 'SVC', id: 'other' }, change), false)
  })

  test('an override that a peer knows is adopted without a word about the state', () => {
    const simulated = createSimulatedLeases()
    simulated.leases.register(sample({ lastDirtyTimestamp: 5 }))
    simulated.leases.adoptOverride(place, 'OUT_OF_SERVICE')
    assert.equal(statusOf(simulated), 'OUT_OF_SERVICE')
    assert.equal(simulated.leases.find(place)?.lastDirtyTimestamp, 5)
  })
})

describe('metadata', () => {
  test('is added to, up to its limit', () => {
    const { leases } = createSimulatedLeases()
    leases.register(sample({ metadata: { zone: 'a', rack: '1' } }))
    assert.equal(leases.addMetadata(place, { zone: 'b', __proto__x: 'y' }), true)
    assert.deepEqual(leases.find(place)?.metadata, { zone: 'b', rack: '1', __proto__x: 'y' })
    const used = 'zonebrack1__proto__xy'.length
    const rest = 'x'.repeat(metadataCharactersMax - used - 1)
    assert.equal(leases.addMetadata(place, { l: `${rest}x` }), 'full')
    assert.equal(leases.addMetadata(place, { l: rest }), true)
    assert.equal(leases.addMetadata({ app: 'SVC', id: 'other' }, {}), false)
  })
})

describe('what is held', () => {
  test('is bounded by what instances weigh together; one that leaves makes room', () => {
    const one = sample({ metadata: { text: 'x'.repeat(10_000) } })
    const charactersMax = 2 * weightOf(one)
    const { leases } = createSimulatedLeases({ charactersMax })
    const ids = ['a', 'b', 'c'].map((instanceId) => ({ ...one, instanceId }))
    const [a, b, c] = ids
    assert.ok(a !== undefined && b !== undefined && c !== undefined)
    leases.register(a)
    leases.register(b)
    assert.throws(() => leases.register(c), { code: 'registry_full' })
    assert.equal(leases.addMetadata({ app: 'SVC', id: 'a' }, { more: 'x'.repeat(1_000) }), 'full')
    // Its newer state stands in the place of the older one.
    leases.register(b)
    leases.cancel({ app: 'SVC', id: 'a' })
    leases.register(c)
    assert.equal(leases.size, 2)
  })

  test('changes that weigh too much are forgotten, oldest first, and no delta is whole for 180 s', async () => {
    const changeCharactersMax = 2 * weightOf(sample({ instanceId: 'a', actionType: 'ADDED' }))
    const { leases, pass } = createSimulatedLeases({ changeCharactersMax })
    for (const instanceId of ['a', 'b']) leases.register(lasting(1_000, { instanceId }))
    await pass(1_000)
    assert.equal(leases.isDeltaWhole, true)
    leases.register(lasting(1_000, { instanceId: 'c' }))
    assert.deepEqual(idsOf(leases.delta().apps), ['b', 'c'])
    assert.equal(leases.isDeltaWhole, false)
    await pass(180_000)
    assert.equal(leases.isDeltaWhole, false)
    await pass(1_000)
    assert.equal(leases.isDeltaWhole, true)
  })
})

describe('what is told', () => {
  test('the hash counts every status, in order of their names', () => {
    const { leases } = createSimulatedLeases()
    assert.equal(leases.hash(), '')
    leases.register(sample())
    leases.register(sample({ instanceId: 'b' }))
    leases.register(sample({ instanceId: 'c', app: 'OTHER', status: 'DOWN' }))
    assert.equal(leases.hash(), 'DOWN_1_UP_2_')
    assert.deepEqual([leases.everything().version, leases.everything().hash], [1, 'DOWN_1_UP_2_'])
    assert.deepEqual(
      leases.everything().apps.map(({ name }) => name),
      ['SVC', 'OTHER'],
    )
  })

  test('a delta holds the latest state of what changed, for 180 s', async () => {
    const { leases, pass } = createSimulatedLeases()
    leases.register(lasting(1_000))
    leases.register(lasting(1_000, { instanceId: 'b' }))
    leases.override(place, { status: 'DOWN', dirtyAt: null })
    leases.cancel({ app: 'SVC', id: 'b' })
    const [app] = leases.delta().apps
    assert.deepEqual(
      app?.instances.map(({ instanceId, status, actionType }) => [instanceId, status, actionType]),
      [
        [place.id, 'DOWN', 'MODIFIED'],
        ['b', 'UP', 'DELETED'],
      ],
    )
    assert.equal(leases.delta().hash, 'DOWN_1_')
    const { version } = leases
    await pass(180_000)
    assert.equal(leases.version, version)
    assert.deepEqual(idsOf(leases.delta().apps), [place.id, 'b'])
    await pass(1_000)
    assert.deepEqual(leases.delta().apps, [])
    assert.notEqual(leases.version, version)
  })

  test('an evicted instance is in the delta, with the time', async () => {
    const { leases, pass, clock } = createSimulatedLeases()
    leases.register(lasting(3))
    await pass(4_000)
    const [gone] = leases.delta().apps[0]?.instances ?? []
    assert.equal(gone?.actionType, 'DELETED')
    assert.equal(gone?.leaseInfo.evictionTimestamp, clock.now())
  })

  test('renewals are no news', () => {
    let told = 0
    const { leases } = createSimulatedLeases({ onChange: () => void (told += 1) })
    leases.register(sample())
    const { version } = leases
    leases.renew(place, null)
    leases.override(place, { status: 'UP', dirtyAt: null })
    assert.equal(leases.version, version)
    assert.equal(told, 1)
    leases.cancel(place)
    assert.equal(told, 2)
  })

  test('by a name that it is looked up by an instance is found, exactly', () => {
    const { leases } = createSimulatedLeases()
    leases.register(sample({ vipAddress: 'a,svc', secureVipAddress: 's' }))
    const found = (kind: 'vipAddress' | 'secureVipAddress', name: string) =>
      idsOf(leases.withVip(kind, name).apps).length
    assert.equal(found('vipAddress', 'svc'), 1)
    assert.equal(found('vipAddress', 'a'), 1)
    assert.equal(found('vipAddress', 'SVC'), 0)
    assert.equal(found('vipAddress', 's'), 0)
    assert.equal(found('secureVipAddress', 's'), 1)
    const none = leases.withVip('vipAddress', 'none')
    assert.deepEqual(none, { version: -1, hash: '', apps: [] })
  })
})
