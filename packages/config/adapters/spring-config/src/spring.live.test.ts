/** The suite of the port against Spring's own config server, and what only a real one shows. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { defineSettings, openSettings, setting } from '@atoll/config'
import { remoteConformance } from '@atoll/config/conformance'
import { Fault } from '@atoll/pipeline'
import { type OpenedServer, openServer } from '@atoll/servers'
import { z } from 'zod'
import { openSpringConfig } from './spring-config.ts'
import { createKeeper, key, openFolder } from './testing.ts'

const folder = openFolder()
let server: OpenedServer | null = null
const springServer = async (port?: number) => {
  const places = `--spring.cloud.config.server.native.search-locations=file:${folder.path}/`
  const settings = [places, `--encrypt.key=${key}`]
  server ??= await openServer('config', { settings, ...(port === undefined ? {} : { port }) })
  return server
}
before(() => springServer())
after(async () => {
  await server?.stop()
  folder[Symbol.dispose]()
})

async function kill(): Promise<void> {
  await server?.kill()
  server = null
}

const describeText = 'For a test.'
const settings = defineSettings({
  greeting: setting(z.string(), { property: 'shop.greeting', describe: describeText }),
  maxItems: setting(z.int(), { property: 'shop.max-items', default: 1, describe: describeText }),
  hosts: setting(z.array(z.string()), {
    property: 'shop.hosts',
    default: [],
    describe: describeText,
  }),
})

describe('against Spring Cloud Config', () => {
  remoteConformance({
    open: async () => {
      const { url } = await springServer()
      return createKeeper({ folder, url, kill, close: async () => folder.write('billing.yml', '') })
    },
  })

  test('profiles, YAML of Spring and what it encrypted become typed settings; a refresh brings news', async () => {
    const { url } = await springServer()
    const post = { method: 'POST', body: 'sealed hello', headers: { 'content-type': 'text/plain' } }
    const sealed = await (await fetch(`${url}/encrypt`, post)).text()
    folder.write(
      'shop.yml',
      `shop:\n  greeting: '{cipher}${sealed}'\n  max-items: 5\n  hosts: [a, b]`,
    )
    folder.write('shop-dev.properties', 'shop.maxItems=7\nshop.hosts[0]=c')
    const remote = openSpringConfig({ servers: [url], app: 'shop', profiles: ['dev'] })
    await using live = await openSettings(settings, { environment: {}, remote, refreshMs: 0 })
    assert.deepEqual({ ...live.current }, { greeting: 'sealed hello', maxItems: 7, hosts: ['c'] })
    folder.write('shop-dev.properties', 'shop.maxItems=8')
    const changed = await live.refresh()
    assert.deepEqual(
      changed.map(({ property, from, to }) => [property, from, to]),
      [
        ['shop.max-items', '7', '8'],
        ['shop.hosts', '["c"]', '["a","b"]'],
      ],
    )
    assert.match(changed[0]?.source ?? '', /^shop\.maxItems, .*shop-dev\.properties.* of http/)
  })

  test('what Spring cannot decrypt is a mistake of its setting, and the last good value stays', async () => {
    const { url } = await springServer()
    folder.write('torn.yml', 'shop.greeting: hello')
    const remote = openSpringConfig({ servers: [url], app: 'torn' })
    await using live = await openSettings(settings, { environment: {}, remote, refreshMs: 0 })
    folder.write('torn.yml', "shop.greeting: '{cipher}00112233'")
    const thrown = await live.refresh().catch(Fault.from)
    assert.ok(thrown instanceof Fault)
    assert.match(
      thrown.message,
      /greeting \(shop\.greeting, .*torn\.yml.*cannot decrypt it; encrypt/,
    )
    assert.equal(live.current.greeting, 'hello')
  })

  test('the server dies: the last good settings stay; it comes back with news: they are taken', async () => {
    const { url, port } = await springServer()
    folder.write('mortal.yml', 'shop.greeting: before')
    const remote = openSpringConfig({ servers: [url], app: 'mortal' })
    await using live = await openSettings(settings, { environment: {}, remote, refreshMs: 0 })
    await kill()
    folder.write('mortal.yml', 'shop.greeting: after')
    await assert.rejects(live.refresh(), { code: 'settings_unreachable' })
    assert.equal(live.current.greeting, 'before')
    const dead = openSpringConfig({ servers: [url], app: 'mortal' })
    const started = openSettings(settings, { environment: {}, remote: dead })
    await assert.rejects(
      started,
      /^Error: No config server gives the settings at http|No config server gives/,
    )
    await springServer(port)
    await live.refresh()
    assert.equal(live.current.greeting, 'after')
  })
})
