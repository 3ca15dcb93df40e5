/** This package by itself, in a service that knows nothing else of Atoll. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { test } from 'node:test'
import { secret } from '@atoll/contract'
import { z } from 'zod'
import { readSettings } from './read.ts'
import { defineSettings, setting } from './settings.ts'

test('a plain service reads its port and its secret, and shows only the port', async () => {
  const settings = await readSettings(
    defineSettings({
      port: setting(z.int().min(0), { env: 'PORT', default: 8080, describe: 'Where it listens.' }),
      key: setting(secret(z.string()), { env: 'KEY', describe: 'What signs.' }),
    }),
    { environment: { PORT: '0', KEY: 'hunter2' } },
  )
  const server = createServer((_, response) => response.end(JSON.stringify(settings)))
  server.listen(settings.port, '127.0.0.1')
  await once(server, 'listening')
  try {
    assert.equal(await textOf(server.address()), '{"port":0,"key":"***"}')
  } finally {
    server.close()
  }
})

async function textOf(address: ReturnType<ReturnType<typeof createServer>['address']>) {
  assert.ok(typeof address === 'object' && address !== null)
  const response = await new Promise<AsyncIterable<Buffer>>((resolve, reject) => {
    get({ host: '127.0.0.1', port: address.port, agent: false }, resolve).on('error', reject)
  })
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
