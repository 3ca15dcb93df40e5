/** This package by itself, between plain HTTP servers that know nothing else of Atoll. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get, type Server } from 'node:http'
import { test } from 'node:test'
import { createContext, createIds, systemClock } from '@atoll/pipeline'
import { createMemoryRegistry } from './memory.ts'
import { createPicker } from './picker.ts'

test('a plain client finds plain servers, and no longer the one that withdrew', async () => {
  const registry = createMemoryRegistry({ clock: systemClock })
  await using client = registry.connect()
  await using server = registry.connect()
  const picker = createPicker(client, { clock: systemClock })
  const ids = createIds(systemClock)
  const ask = async () => {
    const context = createContext(ids, {
      caller: 'test',
      deadlineAt: systemClock.monotonic() + 5_000,
    })
    return textOf((await picker.pick('hello', context)).address)
  }
  // The first call is made before anybody is there.
  const first = ask()
  const [one, two] = [await listen('one'), await listen('two')]
  try {
    const registration = await server.register({
      service: 'hello',
      instance: '1',
      address: addressOf(one),
      version: '1',
    })
    assert.equal(await first, 'one')
    await server.register({
      service: 'hello',
      instance: '2',
      address: addressOf(two),
      version: '1',
    })
    await registration.withdraw()
    await new Promise(setImmediate)
    for (let count = 0; count < 10; count += 1) assert.equal(await ask(), 'two')
  } finally {
    one.close()
    two.close()
  }
})

async function listen(text: string): Promise<Server> {
  const server = createServer((_, response) => response.end(text)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function addressOf(server: Server): string {
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return `http://127.0.0.1:${address.port}`
}

async function textOf(address: string): Promise<string> {
  const response = await new Promise<AsyncIterable<Buffer>>((resolve, reject) => {
    get(address, { agent: false }, resolve).on('error', reject)
  })
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
