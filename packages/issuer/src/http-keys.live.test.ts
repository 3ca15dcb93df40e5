/** The place of the issuer's keys, taken over or gone mad: nothing is followed, and what was believed before stays. */
import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import { test } from 'node:test'
import { openHttpPool } from '@atoll/http'
import { createSigningKey, generatePrivateJwk, keysFreshMs } from '@atoll/identity'
import { systemClock } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createHttpKeys } from './http-token-source.ts'

type Answer = (response: ServerResponse) => void

/** Where keys are asked for, and elsewhere, where nobody may ask. */
async function openPlace() {
  const jwk = generatePrivateJwk()
  const key = createSigningKey(jwk).publicJwk
  const place = { loads: 0, elsewhere: 0, answer: null as Answer | null }
  const good: Answer = (response) => response.end(JSON.stringify({ keys: [key] }))
  const server = createServer(({ url }, response) => {
    if (url !== '/jwks') {
      place.elsewhere += 1
      return good(response)
    }
    place.loads += 1
    return (place.answer ?? good)(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const url = `http://127.0.0.1:${address.port}`
  const pool = openHttpPool({ clock: systemClock, bodyBytesMax: 1_000_000 })
  const time = createSimulatedClock()
  return {
    place,
    key,
    jwk,
    url,
    time,
    keys: createHttpKeys({ url: `${url}/jwks`, pool, clock: time }),
    async [Symbol.asyncDispose]() {
      await pool[Symbol.asyncDispose]()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Place = Awaited<ReturnType<typeof openPlace>>

const attacks: Readonly<Record<string, (place: Place) => Answer>> = {
  'a redirect to another path':
    ({ url }) =>
    (response) =>
      response.writeHead(302, { location: `${url}/elsewhere` }).end(),
  'a redirect that is to be kept':
    ({ url }) =>
    (response) =>
      response.writeHead(308, { location: `${url}/elsewhere` }).end(),
  'a redirect to the metadata of a cloud': () => (response) =>
    response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
  'keys with another status':
    ({ key }) =>
    (response) =>
      response.writeHead(203).end(JSON.stringify({ keys: [{ ...key, kid: 'planted' }] })),
  'a page': () => (response) => response.end('<html>'),
  nothing: () => (response) => response.end(),
  'no keys at all': () => (response) => response.end('{}'),
  'a private key':
    ({ key, jwk }) =>
    (response) =>
      response.end(JSON.stringify({ keys: [{ ...key, kid: 'planted', d: jwk.d }] })),
  'two keys of one name':
    ({ key }) =>
    (response) =>
      response.end(JSON.stringify({ keys: [key, { ...key, alg: 'EdDSA' }] })),
  'a name twice':
    ({ key }) =>
    (response) =>
      response.end(`{"keys":[],"keys":[${JSON.stringify({ ...key, kid: 'planted' })}]}`),
  'a thousand keys and one': () => (response) =>
    response.end(JSON.stringify({ keys: Array.from({ length: 1001 }, () => ({})) })),
  'more than a megabyte': () => (response) => response.end(`{"keys":[${' '.repeat(1_000_001)}]}`),
  'a stream of events': () => (response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {}\n\n'),
  'a broken connection': () => (response) => response.destroy(),
  'a failure': () => (response) => response.writeHead(500).end('{"keys":[]}'),
}

for (const [what, attack] of Object.entries(attacks))
  test(`attack: where keys are, there is ${what}: those known go on to be believed, and no other`, async () => {
    await using opened = await openPlace()
    const { place, keys, key, time } = opened
    assert.equal((await keys.find(key.kid))?.kid, key.kid)
    place.answer = attack(opened)
    await time.advance(keysFreshMs)
    assert.equal((await keys.find(key.kid))?.kid, key.kid)
    assert.equal(await keys.find('planted'), null)
    assert.deepEqual([place.loads > 1, place.elsewhere], [true, 0])
    place.answer = null
    await time.advance(keysFreshMs)
    assert.equal((await keys.find(key.kid))?.kid, key.kid)
  })

test('attack: keys of kinds that nobody believes are passed over, and no others with them', async () => {
  await using opened = await openPlace()
  const { place, keys, key } = opened
  const strange = [
    { kty: 'oct', k: 'AAAA', kid: 'shared', alg: 'HS256' },
    { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'rsa', alg: 'RS256' },
    { ...key, kid: 'of-none', alg: 'none' },
    { ...key, kid: 'of-another', alg: 'ES256' },
    { ...key, kid: 'to-seal', use: 'enc' },
    { ...key, kid: '../climbs' },
    { ...key, kid: 'owned', owner: ['orders'] },
    null,
    7,
  ]
  place.answer = (response) => response.end(JSON.stringify({ keys: [...strange, key] }))
  for (const kid of ['shared', 'rsa', 'of-none', 'of-another', 'to-seal', '../climbs', 'owned'])
    assert.equal(await keys.find(kid), null, kid)
  assert.equal((await keys.find(key.kid))?.kid, key.kid)
})
