import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRegistry } from './registry.ts'
import {
  answerBatch,
  decodeResults,
  encodeBatch,
  encodeItem,
  type ReplicationItem,
} from './replication.ts'
import { createSimulatedLeases, sample } from './testing.ts'

const now = 1_800_000_000_000
const by = { kind: 'peer', address: '10.0.0.2' } as const
const place = { app: 'SVC', id: 'h1:svc:8080' }

function create() {
  const { leases } = createSimulatedLeases()
  const registry = createRegistry(leases, () => assert.fail('what a peer told is not told on'))
  const apply = (...items: readonly ReplicationItem[]) =>
    decodeResults(answerBatch(registry, encodeBatch(items.map(encodeItem)), { now, by }), now)
  return { leases, registry, apply }
}

test('a batch is written as Netflix writes it', () => {
  const info = sample()
  const [status, lastDirtyTimestamp] = ['UP', 5] as const
  const items: readonly ReplicationItem[] = [
    { action: 'Register', ...place, lastDirtyTimestamp, status, info },
    { action: 'Heartbeat', ...place, lastDirtyTimestamp, status, overriddenStatus: 'DOWN', info },
    { action: 'Cancel', ...place },
  ]
  const text = encodeBatch(items.map(encodeItem))
  const { replicationList } = JSON.parse(text) as { replicationList: Record<string, unknown>[] }
  const [first, second, third] = replicationList
  const { instanceInfo, ...rest } = first ?? {}
  const known = { appName: 'SVC', id: 'h1:svc:8080' }
  assert.deepEqual(rest, { ...known, lastDirtyTimestamp: 5, status: 'UP', action: 'Register' })
  assert.equal((instanceInfo as { instanceId: string }).instanceId, 'h1:svc:8080')
  assert.deepEqual(second, {
    ...known,
    lastDirtyTimestamp: 5,
    status: 'UP',
    overriddenStatus: 'DOWN',
    action: 'Heartbeat',
  })
  assert.deepEqual(third, { ...known, action: 'Cancel' })
})

test('each act is done and answered, in order', () => {
  const { leases, apply } = create()
  const info = sample({ lastDirtyTimestamp: 5 })
  const results = apply(
    { action: 'Heartbeat', ...place, lastDirtyTimestamp: 5 },
    { action: 'Register', ...place, info },
    { action: 'Heartbeat', ...place, lastDirtyTimestamp: 5 },
    { action: 'Heartbeat', ...place, lastDirtyTimestamp: 4 },
    { action: 'StatusUpdate', ...place, status: 'OUT_OF_SERVICE', lastDirtyTimestamp: 6 },
  )
  assert.deepEqual(
    results.map(({ status }) => status),
    [404, 200, 200, 409, 200],
  )
  assert.equal(results[3]?.info?.lastDirtyTimestamp, 5)
  assert.equal(leases.find(place)?.status, 'OUT_OF_SERVICE')
  const more = apply(
    { action: 'DeleteStatusOverride', ...place, status: 'UP' },
    { action: 'DeleteStatusOverride', ...place, status: 'UP', lastDirtyTimestamp: 7 },
    { action: 'Cancel', ...place },
    { action: 'Cancel', ...place },
    { action: 'Register', ...place },
    { action: 'StatusUpdate', ...place },
  )
  assert.deepEqual(
    more.map(({ status }) => status),
    [500, 200, 200, 404, 400, 500],
  )
  assert.equal(leases.size, 0)
})

test('an act that cannot be read takes no other with it', () => {
  const { leases, registry } = create()
  const good = { appName: 'svc', id: 'a', action: 'Register', instanceInfo: instance() }
  const odd = [
    null,
    {},
    { ...good, action: 'Dance' },
    { ...good, id: 1 },
    { ...good, instanceInfo: {} },
  ]
  const text = JSON.stringify({ replicationList: [...odd, good] })
  const results = decodeResults(answerBatch(registry, text, { now, by }), now)
  assert.deepEqual(
    results.map(({ status }) => status),
    [400, 400, 400, 400, 400, 200],
  )
  assert.equal(leases.size, 1)
})

test('what no path can hold is taken from no peer either', () => {
  const { leases, apply } = create()
  const results = apply(
    ...[{ instanceId: 'a/b' }, { app: 'X/Y' }, { instanceId: '\ud800' }].map((parts) => ({
      action: 'Register' as const,
      ...place,
      info: sample(parts),
    })),
  )
  assert.deepEqual(
    results.map(({ status }) => status),
    [400, 400, 400],
  )
  assert.equal(leases.size, 0)
})

test('what is no batch is refused whole', () => {
  const { registry } = create()
  const list = Array.from({ length: 1_001 }, () => ({}))
  for (const text of [
    '',
    '[]',
    '{}',
    '{"replicationList":{}}',
    JSON.stringify({ replicationList: list }),
  ])
    assert.throws(() => answerBatch(registry, text, { now, by }), { code: 'body_malformed' })
  assert.deepEqual(decodeResults('{"responseList":[]}', now), [])
})

function instance(): unknown {
  const text = encodeBatch([encodeItem({ action: 'Register', ...place, info: sample() })])
  const { replicationList } = JSON.parse(text) as { replicationList: { instanceInfo: unknown }[] }
  return replicationList[0]?.instanceInfo
}
