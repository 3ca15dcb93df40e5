/** Identity by itself, in a server that knows nothing else of ours: the use that the README shows. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { systemClock as clock, Fault } from '@atoll/pipeline'
import { createSigningKey, generatePrivateJwk } from './key.ts'
import { createRemoteKeys } from './remote-keys.ts'
import { createSigner } from './sign.ts'
import { createVerifier } from './verifier.ts'

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // A server on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

test('a plain server asks who is there, with keys from a plain file server', async () => {
  const key = createSigningKey(generatePrivateJwk())
  await using place = await serve((_, response) => {
    response.end(JSON.stringify({ keys: [key.publicJwk] }))
  })
  const load = async () => (await fetch(place.url, { redirect: 'error' })).json()
  const keys = createRemoteKeys({ load, clock })
  const verify = createVerifier({ issuer: 'https://id.test', audience: 'orders', keys, clock })
  await using service = await serve((request, response) => {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
    verify(token).then(
      ({ subject }) => response.end(subject),
      (thrown: unknown) => response.writeHead(401).end(Fault.from(thrown).code),
    )
  })
  const ask = async (aud: string) => {
    const iat = Math.floor(clock.now() / 1000)
    const names = { iss: 'https://id.test', aud, sub: 'ada', client_id: 'web', jti: '1' }
    const token = createSigner(key, 'at+jwt')({ ...names, iat, exp: iat + 60 })
    const reply = await fetch(service.url, { headers: { authorization: `Bearer ${token}` } })
    return [reply.status, await reply.text()]
  }
  assert.deepEqual(await ask('orders'), [200, 'ada'])
  assert.deepEqual(await ask('payments'), [401, 'token_refused'])
})
