/** How a peer is told, as the peer sees it: a plain server that writes down what came and answers as a test says. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { openHttpPool, parseBaseAddress } from '@atoll/http'
import { silentLog, systemClock } from '@atoll/pipeline'
import { until } from '@atoll/testkit'
import type { InstanceInfo, Texts } from './instance-info.ts'
import { toFull } from './json.ts'
import { createPeer, waitingMax } from './peer.ts'
import { batchBytesMax, batchItemsMax, type ReplicationAction } from './replication.ts'
import { sample } from './testing.ts'

interface Came {
  readonly path: string
  readonly replication: string | undefined
  readonly ids: readonly string[]
  readonly bytes: number
  readonly status: number
}

/** `answers` are the statuses of the first batches; later ones are taken, unless they are longer than the peer takes. */
async function open(
  answers: readonly number[] = [],
  {
    bytesMax = Number.POSITIVE_INFINITY,
    newer,
  }: { readonly bytesMax?: number; readonly newer?: readonly InstanceInfo[] } = {},
) {
  const came: Came[] = []
  const taken: string[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece))
    request.on('end', () => {
      const { replicationList } = JSON.parse(text) as {
        replicationList: readonly { action: string; id: string }[]
      }
      const ids = replicationList.map(({ action, id }) => `${action} ${id}`)
      const bytes = Buffer.byteLength(text)
      const status = answers[came.length] ?? (bytes > bytesMax ? 413 : 200)
      const header = request.headers['x-netflix-discovery-replication']
      came.push({ path: request.url ?? '', replication: String(header), ids, bytes, status })
      response.statusCode = status
      const known = newer?.map((info) => ({ statusCode: 409, responseEntity: toFull(info) }))
      const responseList = known ?? ids.map(() => ({ statusCode: 200 }))
      response.end(JSON.stringify({ responseList }))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const pool = openHttpPool({ clock: systemClock })
  const peer = createPeer({
    address: parseBaseAddress(`http://127.0.0.1:${address.port}/eureka/`, 'is one'),
    pool,
    clock: systemClock,
    log: silentLog,
    find: () => null,
    take: ({ app, instanceId }) => void taken.push(`${app} ${instanceId}`),
  })
  return {
    came,
    taken,
    tell: (action: ReplicationAction, id: string, metadata: Texts = {}) =>
      peer.tell({ action, app: 'SVC', id, info: sample({ instanceId: id, metadata }) }),
    all: () => came.flatMap(({ ids, status }) => (status === 413 ? [] : ids)),
    async [Symbol.asyncDispose]() {
      peer.stop()
      await pool[Symbol.asyncDispose]()
      server.close()
    },
  }
}

test('acts come in batches, in order, each once', async () => {
  await using peer = await open()
  const ids = Array.from({ length: 2 * batchItemsMax + 100 }, (_, index) => `i${index}`)
  for (const id of ids) peer.tell('Register', id)
  await until(async () => peer.all().length >= ids.length, { what: 'all came' })
  assert.deepEqual(
    peer.came.map(({ ids }) => ids.length),
    [batchItemsMax, batchItemsMax, 100],
  )
  assert.deepEqual(
    peer.all(),
    ids.map((id) => `Register ${id}`),
  )
  assert.equal(peer.came[0]?.path, '/eureka/peerreplication/batch/')
  assert.equal(peer.came[0]?.replication, 'true')
})

test('a batch is bounded by its bytes too', async () => {
  await using peer = await open()
  const long = { text: 'x'.repeat(batchBytesMax / 4) }
  for (const id of ['a', 'b', 'c', 'd', 'e']) peer.tell('Register', id, long)
  await until(async () => peer.all().length === 5, { what: 'all came' })
  assert.deepEqual(
    peer.came.map(({ ids }) => ids.length),
    [3, 2],
  )
  for (const { bytes } of peer.came) assert.ok(bytes <= batchBytesMax + 100)
})

test('a batch that the peer finds too long comes in halves; only an act that is too long alone is lost', async () => {
  await using peer = await open([], { bytesMax: 40_000 })
  const ids = Array.from({ length: 100 }, (_, index) => `i${index}`)
  for (const id of ids) peer.tell('Register', id, id === 'i50' ? { x: 'x'.repeat(40_000) } : {})
  const wanted = ids.filter((id) => id !== 'i50').map((id) => `Register ${id}`)
  await until(async () => peer.all().length >= wanted.length, { what: 'all came' })
  assert.deepEqual(peer.all(), wanted)
})

test('of acts of one kind for one instance the latest waits, at its place in time', async () => {
  await using peer = await open()
  for (const action of ['Register', 'Heartbeat', 'Cancel', 'Register', 'Heartbeat'] as const)
    peer.tell(action, 'one')
  await until(async () => peer.came.length > 0, { what: 'all came' })
  assert.deepEqual(peer.all(), ['Cancel one', 'Register one', 'Heartbeat one'])
})

test('a peer that has too much to do is told again, in the same order', async () => {
  await using peer = await open([503, 503])
  peer.tell('Register', 'one')
  peer.tell('Cancel', 'other')
  await until(async () => peer.came.length === 1, { what: 'told again' })
  peer.tell('Register', 'later')
  await until(async () => peer.came.length === 3, { what: 'taken' })
  assert.deepEqual(peer.came[2]?.ids, ['Register one', 'Cancel other', 'Register later'])
})

test('what a peer refuses is not told again', async () => {
  await using peer = await open([400])
  peer.tell('Register', 'one')
  await until(async () => peer.came.length === 1, { what: 'refused' })
  peer.tell('Register', 'other')
  await until(async () => peer.came.length === 2, { what: 'taken' })
  assert.deepEqual(peer.came[1]?.ids, ['Register other'])
})

test('a peer that was away and then refuses is told what comes later', async () => {
  await using peer = await open([503, 400])
  peer.tell('Register', 'one')
  await until(async () => peer.came.length === 2, { what: 'refused' })
  peer.tell('Register', 'other')
  await until(async () => peer.came.length === 3, { what: 'taken' })
  assert.deepEqual(peer.came[2]?.ids, ['Register other'])
})

test('what waits is bounded; the oldest is dropped', async () => {
  await using peer = await open()
  for (let count = 0; count < waitingMax + 5; count += 1) peer.tell('Heartbeat', `i${count}`)
  await until(async () => peer.all().length >= waitingMax, { what: 'all came' })
  assert.equal(peer.all().length, waitingMax)
  assert.equal(peer.all()[0], 'Heartbeat i5')
})

test('a peer is believed about an instance that it was told of, and about no other', async () => {
  const newer = [
    sample({ instanceId: 'one' }),
    sample({ app: 'BANK' }),
    sample({ instanceId: 'x' }),
  ]
  await using peer = await open([], { newer })
  for (const id of ['one', 'h1:svc:8080', 'three']) peer.tell('Heartbeat', id)
  await until(async () => peer.taken.length > 0, { what: 'taken' })
  assert.deepEqual(peer.taken, ['SVC one'])
})
