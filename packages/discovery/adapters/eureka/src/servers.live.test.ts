/** Which of several servers is asked, and whom a client believes that it talks to. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createSickServer } from 'node:http'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { openEureka } from './eureka.ts'
import { byZone } from './servers.ts'
import { openTestRegistry } from './testing.ts'

const orders = {
  service: 'orders',
  instance: 'orders-1',
  address: 'http://10.0.0.1:4000',
  version: '1',
}

test('servers of the own zone come first, the others in their order', () => {
  const servers = { a: ['a1', 'a2'], b: ['b1'], c: ['c1'] }
  assert.deepEqual(byZone(servers, 'b'), ['b1', 'a1', 'a2', 'c1'])
  for (const zone of [null, 'none', 'toString'])
    assert.deepEqual(byZone(servers, zone), ['a1', 'a2', 'b1', 'c1'])
  assert.deepEqual(byZone(['x', 'y'], 'b'), ['x', 'y'])
})

test('the server of the own zone is asked; when it fails, the one of another zone is', async () => {
  await using near = await openTestRegistry()
  await using far = await openTestRegistry()
  const servers = { far: [far.url], near: [near.url] }
  await using eureka = openEureka({ servers, zone: 'near', clock: createSimulatedClock() })
  await eureka.register(orders)
  assert.deepEqual([near.asked.length, far.asked.length], [1, 0])
  near.answer(() => 503)
  await eureka.register({ ...orders, instance: 'orders-2' })
  assert.deepEqual([near.asked.length, far.asked.length], [2, 1])
})

test('the lease is as long as the server has it that answers, when others do not', async () => {
  await using ours = await openTestRegistry()
  ours.push('1')
  const closed = await openTestRegistry()
  await closed[Symbol.asyncDispose]()
  const sick = createSickServer((_, response) => response.writeHead(503).end())
  await once(sick.listen(0, '127.0.0.1'), 'listening')
  const address = sick.address()
  assert.ok(typeof address === 'object' && address !== null)
  try {
    for (const first of [closed.url, `http://127.0.0.1:${address.port}/eureka`]) {
      const settings = { servers: [first, ours.url], clock: createSimulatedClock() }
      await using eureka = openEureka(settings)
      await eureka.register(orders)
      const body: unknown = JSON.parse(ours.asked.at(-1)?.body ?? '')
      assert.partialDeepStrictEqual(body, {
        instance: { leaseInfo: { renewalIntervalInSecs: 1, durationInSecs: 3 } },
      })
    }
  } finally {
    sick.closeAllConnections()
    sick.close()
  }
})

test('zones without a server are refused', () => {
  assert.throws(() => openEureka({ servers: { a: [] } }), /at least one address/)
})

/** A certificate that no authority of the machine has signed. */
function createCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-certificate-'))
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject]
  const { status, stderr } = spawnSync('openssl', [...words, '-keyout', key, '-out', cert])
  assert.equal(status, 0, String(stderr))
  const made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  rmSync(folder, { recursive: true })
  return made
}

test('a server with a certificate that was named is believed, any other is not', async () => {
  const certificate = createCertificate()
  const asked: string[] = []
  const server = createServer(certificate, (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(request.method === 'POST' ? 204 : 404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const servers = [`https://127.0.0.1:${address.port}/eureka`]
  try {
    await using stranger = openEureka({ servers })
    await assert.rejects(stranger.register(orders), { code: 'registry_unreachable' })
    assert.deepEqual(asked, [])
    await using eureka = openEureka({ servers, ca: certificate.cert })
    await eureka.register(orders)
    assert.deepEqual(asked, ['GET /eureka/changes', 'POST /eureka/apps/ORDERS'])
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
