import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { HttpBody } from '@atoll/http'
import { fullJson } from './json.ts'
import { metadataCharactersMax } from './leases.ts'
import { replicationHeader } from './replication.ts'
import { registrationBytesMax } from './routes.ts'
import { type AskedRegistry, createAskedRegistry, sample } from './testing.ts'
import { fullXml } from './xml.ts'

const json = { accept: 'application/json' }
const fromPeer = { [replicationHeader]: 'true' }
const own = '/eureka/apps/SVC/h1:svc:8080'

async function register(registry: AskedRegistry, parts: Parameters<typeof sample>[0] = {}) {
  const info = sample(parts)
  const body = fullJson.instance(info)
  return registry.ask(`POST /eureka/apps/${info.app}`, { body })
}

async function textOf(
  registry: AskedRegistry,
  path: string,
  headers: Record<string, string> = json,
) {
  const { status, body } = await registry.ask(`GET ${path}`, { headers })
  assert.equal(status, 200)
  assert.ok(Buffer.isBuffer(body))
  return body.toString('utf8')
}

function toText(body: HttpBody): string {
  assert.ok(typeof body === 'string' || Buffer.isBuffer(body))
  return body.toString()
}

async function statusOf(registry: AskedRegistry, line: string, parts = {}) {
  const { status, body } = await registry.ask(line, parts)
  assert.equal(body, null, 'a body of another shape breaks decoders')
  return status
}

describe('instances', () => {
  test('are registered in JSON and XML, at every prefix, with and without a slash', async () => {
    for (const path of ['/eureka/apps/SVC', '/eureka/v2/apps/svc/', '/v2/apps/SVC'])
      for (const body of [fullJson.instance(sample()), fullXml.instance(sample())]) {
        const registry = createAskedRegistry()
        assert.equal(await statusOf(registry, `POST ${path}`, { body }), 204)
        assert.equal(registry.leases.size, 1)
      }
  })

  test('that lack something are told what, in the shapes that clients know', async () => {
    const registry = createAskedRegistry()
    const refusal = async (body: string | null) => registry.ask('POST /eureka/apps/OTHER', { body })
    const mismatch = await refusal(fullJson.instance(sample()))
    assert.equal(mismatch.status, 400)
    assert.equal(mismatch.body, 'Mismatched appName, expecting OTHER but was SVC')
    for (const body of ['{', '<a', '{}', null]) {
      const { status, headers, body: answer } = await refusal(body)
      assert.equal(status, 400)
      assert.equal(headers?.['content-type'], 'application/json')
      assert.match(toText(answer), /^\{"error":"This cannot be read: .+\."\}$/)
    }
    assert.equal(registry.leases.size, 0)
  })

  test('whose renewals could not be sent are refused', async () => {
    for (const instanceId of ['a/b', 'a\\b', 'a;b', '100%', '..', 'a\nb']) {
      const registry = createAskedRegistry()
      const { status, body } = await register(registry, { instanceId })
      assert.equal(status, 400)
      assert.match(toText(body), /^instanceId is part of a path/)
    }
    for (const instanceId of ['a\ud800', 'x'.repeat(1_501), 'ü'.repeat(251)]) {
      const { status, body } = await register(createAskedRegistry(), { instanceId })
      assert.equal(status, 400)
      assert.match(toText(body), /^instanceId is part of a path: it is text of at most 1500/)
    }
    for (const instanceId of ['x'.repeat(1_500), 'ü'.repeat(250)])
      assert.equal((await register(createAskedRegistry(), { instanceId })).status, 204)
    const odd = { instanceId: 'test#1.[3.?]! ü' }
    assert.equal((await register(createAskedRegistry(), odd)).status, 204)
  })

  test('that are too long are refused', async () => {
    const registry = createAskedRegistry()
    const body = fullJson.instance(sample())
    const line = 'POST /eureka/apps/SVC'
    assert.equal(await statusOf(registry, line, { body, bodyBytes: registrationBytesMax + 1 }), 413)
    assert.equal(await statusOf(registry, line, { body, bodyBytes: registrationBytesMax }), 204)
  })

  test('are renewed, and told to register when that is due', async () => {
    const registry = createAskedRegistry()
    assert.equal(await statusOf(registry, `PUT ${own}`), 404)
    await register(registry, { lastDirtyTimestamp: 5 })
    assert.equal(await statusOf(registry, `PUT ${own}?status=UP&lastDirtyTimestamp=5`), 200)
    assert.equal(await statusOf(registry, `PUT ${own}/?lastDirtyTimestamp=4`), 200)
    assert.equal(await statusOf(registry, `PUT ${own}?lastDirtyTimestamp=6`), 404)
    const odd = await registry.ask(`PUT ${own}?lastDirtyTimestamp=x`)
    assert.equal(odd.status, 400)
  })

  test('are cancelled once', async () => {
    const registry = createAskedRegistry()
    await register(registry)
    assert.equal(await statusOf(registry, `DELETE ${own}`), 200)
    assert.equal(await statusOf(registry, `DELETE ${own}`), 404)
  })

  test('are put out of service and back', async () => {
    const registry = createAskedRegistry()
    assert.equal(await statusOf(registry, `PUT ${own}/status?value=OUT_OF_SERVICE`), 404)
    await register(registry)
    assert.equal(await statusOf(registry, `PUT ${own}/status?value=OUT_OF_SERVICE`), 200)
    assert.match(await textOf(registry, own), /"status":"OUT_OF_SERVICE"/)
    assert.equal(await statusOf(registry, `PUT ${own}/status?value=odd`), 500)
    assert.equal(await statusOf(registry, `PUT ${own}/status`), 500)
    assert.equal(await statusOf(registry, `DELETE ${own}/status?value=odd`), 500)
    assert.equal(await statusOf(registry, `DELETE ${own}/status?value=UP`), 200)
    assert.match(await textOf(registry, own), /"status":"UP"/)
    await registry.ask(`PUT ${own}/status?value=DOWN`)
    assert.equal(await statusOf(registry, `DELETE ${own}/status`), 200)
    assert.equal(await statusOf(registry, `PUT ${own}`), 404)
  })

  test('get more metadata', async () => {
    const registry = createAskedRegistry()
    assert.equal(await statusOf(registry, `PUT ${own}/metadata?a=b`), 404)
    await register(registry)
    assert.equal(await statusOf(registry, `PUT ${own}/metadata?a=b&c=`), 200)
    assert.match(await textOf(registry, own), /"metadata":\{"a":"b","c":""\}/)
    const long = 'x'.repeat(metadataCharactersMax)
    assert.equal(await statusOf(registry, `PUT ${own}/metadata?d=${long}`), 400)
  })
})

describe('answers', () => {
  test('are JSON only where JSON is asked for', async () => {
    const registry = createAskedRegistry()
    await register(registry)
    const typeOf = async (headers: Record<string, string>) =>
      (await registry.ask('GET /eureka/apps/', { headers })).headers?.['content-type']
    assert.equal(
      await typeOf({ accept: 'application/json, application/*+json' }),
      'application/json',
    )
    assert.equal(await typeOf({ accept: 'application/xml' }), 'application/xml')
    assert.equal(await typeOf({ accept: '*/*' }), 'application/xml')
    assert.equal(await typeOf({}), 'application/xml')
    assert.match(await textOf(registry, '/eureka/apps', {}), /^<applications><versions__delta>1</)
  })

  test('about applications, instances and names', async () => {
    const registry = createAskedRegistry()
    await register(registry)
    await register(registry, { app: 'OTHER', instanceId: 'test#1.[3.?]!', vipAddress: 'o' })
    assert.match(await textOf(registry, '/eureka/apps/svc'), /^\{"application":\{"name":"SVC"/)
    assert.match(await textOf(registry, own), /^\{"instance":\{"instanceId":"h1:svc:8080"/)
    const odd = '/v2/instances/test%231.%5B3.%3F%5D!/'
    assert.match(await textOf(registry, odd), /"instanceId":"test#1\.\[3\.\?\]!"/)
    for (const path of ['/eureka/apps/NONE', '/eureka/apps/SVC/none', '/eureka/instances/none'])
      assert.equal(await statusOf(registry, `GET ${path}`), 404)
    assert.match(
      await textOf(registry, '/eureka/vips/o'),
      /"apps__hashcode":"UP_1_".*"name":"OTHER"/,
    )
    assert.match(await textOf(registry, '/eureka/svips/svc'), /"apps__hashcode":"UP_2_"/)
    assert.equal(
      await textOf(registry, '/eureka/vips/none'),
      '{"applications":{"versions__delta":"-1","apps__hashcode":"","application":[]}}',
    )
  })

  test('are written once for each change, and never old', async () => {
    const registry = createAskedRegistry()
    await register(registry)
    const ask = async (path: string) => (await registry.ask(`GET ${path}`, { headers: json })).body
    for (const path of ['/eureka/apps/', '/eureka/apps/delta']) {
      const first = await ask(path)
      await registry.ask(`PUT ${own}`)
      assert.equal(await ask(path), first)
      await registry.ask(`PUT ${own}/status?value=${path.endsWith('delta') ? 'DOWN' : 'STARTING'}`)
      assert.notEqual(await ask(path), first)
    }
    assert.match(toText(await ask('/eureka/apps/')), /"apps__hashcode":"DOWN_1_"/)
    assert.match(toText(await ask('/eureka/apps/delta')), /"actionType":"MODIFIED"/)
  })

  test('are packed where that is asked for and worth it', async () => {
    const registry = createAskedRegistry()
    const headers = { ...json, 'accept-encoding': 'gzip, deflate' }
    const small = await registry.ask('GET /eureka/apps/', { headers })
    assert.equal(small.headers?.['content-encoding'], undefined)
    await register(registry, { metadata: { long: 'x'.repeat(1_000) } })
    const { headers: answered, body } = await registry.ask('GET /eureka/apps/', { headers })
    assert.equal(answered?.['content-encoding'], 'gzip')
    assert.ok(Buffer.isBuffer(body))
    assert.equal(gunzipSync(body).toString(), await textOf(registry, '/eureka/apps/'))
  })

  test('are compact where that is asked for', async () => {
    const registry = createAskedRegistry()
    await register(registry)
    const compact = { 'x-eureka-accept': 'compact' }
    const inJson = await textOf(registry, '/eureka/apps', { ...json, ...compact })
    const inXml = await textOf(registry, '/eureka/apps', compact)
    assert.doesNotMatch(`${inJson}${inXml}`, /leaseInfo/)
    assert.match(await textOf(registry, '/eureka/apps'), /leaseInfo/)
  })

  test('wait until there is something to tell', async () => {
    const registry = createAskedRegistry({ isReady: () => false })
    await register(registry)
    for (const path of ['apps/', 'apps/delta', 'apps/SVC', 'vips/svc', 'svips/svc'])
      assert.equal(await statusOf(registry, `GET /eureka/${path}`), 403, path)
    assert.equal(await statusOf(registry, `PUT ${own}`), 200)
  })

  test('of what changed are refused while too much did: whoever asks fetches everything', async () => {
    const registry = createAskedRegistry({}, { changeCharactersMax: 1 })
    await register(registry)
    assert.equal(await statusOf(registry, 'GET /eureka/apps/delta'), 403)
    assert.match(await textOf(registry, '/eureka/apps/'), /"UP_1_"/)
  })

  test('are for those who are admitted', async () => {
    const registry = createAskedRegistry({ admits: () => false })
    for (const line of ['GET /eureka/apps/', 'POST /eureka/apps/SVC', 'GET /eureka/changes']) {
      const { status, headers, body } = await registry.ask(line)
      assert.deepEqual([status, body], [401, null])
      assert.match(String(headers?.['www-authenticate']), /^Basic realm=/)
    }
  })
})

describe('peers', () => {
  test('hear what instances did, and not what a peer told', async () => {
    const registry = createAskedRegistry()
    await register(registry)
    await registry.ask(`PUT ${own}`)
    await registry.ask(`PUT ${own}/status?value=DOWN`)
    await registry.ask(`DELETE ${own}/status?value=UP`)
    await registry.ask(`PUT ${own}/metadata?a=b`)
    await registry.ask(`DELETE ${own}`)
    const acts = [
      'Register',
      'Heartbeat',
      'StatusUpdate',
      'DeleteStatusOverride',
      'Register',
      'Cancel',
    ]
    assert.deepEqual(
      registry.told.map(({ action }) => action),
      acts,
    )
    const count = registry.told.length
    const body = fullJson.instance(sample())
    await registry.ask('POST /eureka/apps/SVC', { body, headers: fromPeer })
    await registry.ask(`PUT ${own}`, { headers: fromPeer })
    await registry.ask(`PUT ${own}/status?value=DOWN`, { headers: fromPeer })
    await registry.ask(`DELETE ${own}/status?value=UP`, { headers: fromPeer })
    await registry.ask(`DELETE ${own}`, { headers: fromPeer })
    assert.equal(registry.told.length, count)
  })

  test('that know less are told more', async () => {
    const registry = createAskedRegistry()
    await register(registry, { lastDirtyTimestamp: 5 })
    const headers = fromPeer
    const ahead = await registry.ask(`PUT ${own}?lastDirtyTimestamp=4`, { headers })
    assert.equal(ahead.status, 409)
    assert.match(toText(ahead.body), /^\{"instance":\{.*"lastDirtyTimestamp":"5"/)
    const line = `PUT ${own}?lastDirtyTimestamp=6&overriddenstatus=OUT_OF_SERVICE`
    assert.equal(await statusOf(registry, line, { headers }), 404)
    assert.match(await textOf(registry, own), /"overriddenStatus":"OUT_OF_SERVICE"/)
  })
})
