/** Stock Spring services read our config server; what it tells is what Spring's own tells of the same files. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { silentLog, systemClock } from '@atoll/pipeline'
import { type OpenedServer, openServer } from '@atoll/servers'
import { createCipher } from './cipher.ts'
import { openConfigServer } from './open.ts'
import { filesOfEverything } from './testing.ts'

const key = 'a-key-for-tests'
const credentials = { user: 'shop', password: 'p@ss' }

/** A folder of settings, and our server on it. */
async function open(port = 0) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-config-'))
  const start = (at: number) =>
    openConfigServer({
      port: at,
      source: { folder },
      key,
      credentials,
      log: silentLog,
      clock: systemClock,
    })
  const server = await start(port)
  return {
    server,
    url: server.url.replace('//', '//shop:p%40ss@'),
    write: (path: string, text: string) => writeFileSync(join(folder, path), text),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const read = async (url: string, method = 'GET') => (await fetch(url, { method })).text()
/** No registry is needed here. */
const apart = '--eureka.client.enabled=false'

for (const name of ['spring-shop', 'spring-shop-4'] as const)
  describe(`${name} beside our config server`, () => {
    test('it reads values, sealed ones too, hears of news when refreshed, and goes on when we are gone', async () => {
      await using ours = await open()
      const sealed = createCipher(key).encrypt('sealed words')
      ours.write('application.yml', 'shop.greeting: hello all\nshop.common: shared')
      ours.write('spring-shop.yml', `shop.greeting: hello shop\nshop.sealed: '{cipher}${sealed}'`)
      ours.write('spring-shop-dev.properties', 'shop.greeting=hello dev')
      const settings = [
        `--spring.config.import=configserver:${ours.url}`,
        '--spring.profiles.active=dev',
        apart,
      ]
      await using spring = await openServer(name, { settings })
      const valueOf = (property: string) => read(`${spring.url}/settings/${property}`)
      assert.equal(await valueOf('shop.greeting'), 'hello dev')
      assert.equal(await valueOf('shop.common'), 'shared')
      assert.equal(await valueOf('shop.sealed'), 'sealed words')

      ours.write('spring-shop-dev.properties', 'shop.greeting=good day')
      const changed = await read(`${spring.url}/actuator/refresh`, 'POST')
      assert.deepEqual(JSON.parse(changed), ['shop.greeting'])
      assert.equal(await valueOf('shop.greeting'), 'good day')

      await ours.server.stop(0)
      assert.equal(await valueOf('shop.greeting'), 'good day')
    })

    test('with a wrong password, or while nobody answers, it does not start unless that is optional', async () => {
      await using ours = await open()
      ours.write('application.yml', 'shop.greeting: hello')
      const wrong = ours.url.replace('p%40ss', 'wrong')
      const start = (place: string) =>
        openServer(name, { settings: [`--spring.config.import=${place}`, apart] })
      await assert.rejects(start(`configserver:${wrong}`), /401|did not start/)
      await using spring = await start('optional:configserver:http://127.0.0.1:9')
      assert.equal(await read(`${spring.url}/settings/shop.greeting`), '')
    })
  })

describe("beside Spring's own config server", () => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-config-'))
  let theirs: OpenedServer | undefined
  before(async () => {
    for (const [path, text] of Object.entries(filesOfEverything))
      writeFileSync(join(folder, path), text)
    const places = `--spring.cloud.config.server.native.search-locations=file:${folder}/`
    theirs = await openServer('config', { settings: [places, `--encrypt.key=${key}`] })
  })
  after(async () => {
    await theirs?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const openOurs = () =>
    openConfigServer({ port: 0, source: { folder }, key, log: silentLog, clock: systemClock })
  const urlOfTheirs = () => {
    assert.ok(theirs !== undefined)
    return theirs.url
  }

  test('the same files are told with the same values in the same order', async () => {
    await using ours = await openOurs()
    const sourcesOf = async (url: string) => {
      // Both answer an environment.
      const told = JSON.parse(await read(url)) as { propertySources: { source: object }[] }
      return told.propertySources.map(({ source }) => source)
    }
    const paths = [
      '/billing/default',
      '/billing/dev',
      '/billing/dev,cloud',
      '/billing/cloud,dev',
      '/billing/cloud/main',
      '/application/dev',
      '/nobody/default',
      '/torn/default',
      '/odd/default',
    ]
    for (const path of paths)
      assert.deepEqual(
        await sourcesOf(`${ours.url}${path}`),
        await sourcesOf(`${urlOfTheirs()}${path}`),
        path,
      )
    for (const path of ['/billing-dev.json', '/billing-dev,cloud.json', '/nobody-default.json'])
      assert.deepEqual(
        JSON.parse(await read(`${ours.url}${path}`)),
        JSON.parse(await read(`${urlOfTheirs()}${path}`)),
        path,
      )
    for (const path of ['/billing/dev/main/plain.txt', '/encrypt/status'])
      assert.equal(await read(`${ours.url}${path}`), await read(`${urlOfTheirs()}${path}`), path)
  })

  test('what one encrypts the other decrypts', async () => {
    await using ours = await openOurs()
    const post = async (url: string, body: string) => {
      const headers = { 'content-type': 'text/plain' }
      return (await fetch(url, { method: 'POST', body, headers })).text()
    }
    const text = 'Grüß Gott = "♥"'
    for (const [from, to] of [
      [ours.url, urlOfTheirs()],
      [urlOfTheirs(), ours.url],
    ])
      assert.equal(await post(`${to}/decrypt`, await post(`${from}/encrypt`, text)), text)
  })
})
