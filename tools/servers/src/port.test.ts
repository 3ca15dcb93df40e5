import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { freePort } from '@atoll/testkit'
import { startServer } from './open.ts'
import { isListening, isTaken } from './port.ts'
import { toldOfMissing } from './programs.ts'

/** Answers everything, as another registry would. */
async function listen(context: TestContext): Promise<number> {
  const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return address.port
}

test('a port is taken while somebody listens there', async (context) => {
  assert.equal(await isTaken(await listen(context)), true)
  assert.equal(await isTaken(await freePort()), false)
})

test('a port belongs to the process that listens there', {
  skip: process.platform !== 'linux',
}, async (context) => {
  const port = await listen(context)
  assert.equal(isListening(process.pid, port), true)
  assert.equal(isListening(process.pid, await freePort()), false)
  assert.equal(isListening(process.ppid, port), false)
})

test('a server is not started where another program answers, however well that answers', async (context) => {
  const port = await listen(context)
  const options = { port, folder: '/nowhere', isDetached: true }
  await assert.rejects(
    startServer('eureka', options),
    new RegExp(`127\\.0\\.0\\.1:${port} is taken by another program`),
  )
})

test('a service that registers says so where no registry answers', async () => {
  const nobody = () => Promise.resolve(false)
  const somebody = () => Promise.resolve(true)
  assert.match(
    (await toldOfMissing('spring-shop', nobody)) ?? '',
    /spring-shop registers at 127\.0\.0\.1:8761, where nobody answers: npm run servers -- up eureka/,
  )
  assert.equal(await toldOfMissing('spring-shop', somebody), null)
  assert.equal(await toldOfMissing('zipkin', nobody), null)
})
