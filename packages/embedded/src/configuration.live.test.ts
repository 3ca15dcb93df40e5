/** Services read what they declare from a decided config server: fresh, or as it was last told, or not at all. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { implement } from '@atoll/chassis'
import { defineSettings, setting } from '@atoll/config'
import { openConfigServer } from '@atoll/config-server'
import { anyone, contract, query, secret } from '@atoll/contract'
import { gateway } from '@atoll/gateway'
import { Fault, silentLog, systemClock } from '@atoll/pipeline'
import {
  type ConfigPlaces,
  environment,
  postgres,
  rest,
  springConfig,
  system,
  withDecisions,
} from '@atoll/system'
import { z } from 'zod'
import { type RunningSystem, startSystem } from './start-system.ts'

const greeting = contract('greeting', 1, {
  hello: query({ input: z.object({}), output: z.string(), allow: anyone }),
})
const settings = defineSettings({
  word: setting(z.string(), {
    env: 'GREETING_WORD',
    property: 'shop.word',
    default: 'hello',
    describe: 'What is said.',
  }),
  key: setting(secret(z.string()), { env: 'GREETING_KEY', default: '', describe: 'Known to few.' }),
})
const greetings = system('greetings', {
  services: [
    implement(greeting, { settings }).service({
      handlers: { hello: async (_, ground) => ground.settings.word },
    }),
  ],
  gateways: [gateway('web', { 'GET /hello': greeting.hello })],
  decisions: {
    communication: { default: rest() },
    messaging: postgres(),
    configuration: springConfig({ servers: ['http://127.0.0.1:9'], refreshMs: 0 }),
  },
})

/** A keeper behind a password, and the system as it runs beside it. */
async function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-configuration-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const told = join(folder, 'told')
  const credentials = { user: 'ada', password: 'canary-secret' }
  const openKeeper = (port: number) =>
    openConfigServer({
      port,
      credentials,
      source: { folder },
      log: silentLog,
      clock: systemClock,
    })
  let keeper = await openKeeper(0)
  t.after(() => keeper[Symbol.asyncDispose]())
  const { port } = new URL(keeper.url)
  const CONFIG_SERVERS = `http://ada:canary-secret@127.0.0.1:${port}`
  const start = (places: Partial<ConfigPlaces> = {}, more = {}) =>
    startSystem({
      system: withDecisions(greetings, {
        configuration: springConfig({ servers: ['http://127.0.0.1:9'], refreshMs: 0, ...places }),
      }),
      topology: null,
      directory: told,
      port: 0,
      program: { file: import.meta.filename },
      environment: { CONFIG_SERVERS, ...more },
      tell: () => {},
    })
  return {
    told,
    start,
    write: (yaml: string) => writeFileSync(join(folder, 'greeting.yml'), yaml),
    close: () => keeper[Symbol.asyncDispose](),
    reopen: async () => void (keeper = await openKeeper(Number(port))),
  }
}

const said = async ({ address }: RunningSystem) => (await fetch(`${address}/hello`)).json()

async function refresh(running: RunningSystem) {
  const [first] = running.processes()
  const headers = { authorization: `Bearer ${running.managementToken}` }
  const url = `${first?.management}/actuator/refresh`
  const reply = await fetch(url, { method: 'POST', headers })
  return { status: reply.status, body: await reply.json() }
}

test('a service says what the server says for its name, anew at a refresh; the environment goes before', async (t) => {
  const { write, start, close } = await open(t)
  write('shop.word: good day')
  const running = await start()
  t.after(() => running.stop())
  assert.equal(await said(running), 'good day')
  write('{shop.word: good night, key: canary}')
  assert.deepEqual(await refresh(running), { status: 200, body: ['key', 'shop.word'] })
  assert.equal(await said(running), 'good night')
  assert.deepEqual(await refresh(running), { status: 200, body: [] })
  write('shop: {word: {of: mouth}}')
  const { status, body } = await refresh(running)
  assert.equal(status, 400)
  assert.match(JSON.stringify(body), /settings_invalid.*word \(shop\.word, .*greeting\.yml/)
  await close()
  assert.equal((await refresh(running)).status, 503)
  assert.equal(await said(running), 'good night')
})

test('the environment goes before the server', async (t) => {
  const { write, start } = await open(t)
  write('shop.word: good day')
  const running = await start({}, { GREETING_WORD: 'mine' })
  t.after(() => running.stop())
  assert.equal(await said(running), 'mine')
})

test('without the server a start fails, or goes on as is decided', async (t) => {
  const { told, write, start, close, reopen } = await open(t)
  write('{shop.word: good day, key: canary}')
  const first = await start({ keepsLast: true })
  await first.stop()
  const file = join(told, 'settings', 'greeting.json')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  await close()
  const fault = await start().catch(Fault.from)
  assert.ok(fault instanceof Fault)
  assert.equal(fault.code, 'settings_unreachable')
  assert.match(fault.message, /No config server/)
  assert.doesNotMatch(fault.message, /canary-secret/)
  for (const [places, word] of [
    [{ startsWithout: true }, 'hello'],
    [{ keepsLast: true }, 'good day'],
  ] as const) {
    const running = await start(places)
    assert.equal(await said(running), word)
    await running.stop()
  }
  await reopen()
  const again = await start()
  assert.equal(await said(again), 'good day')
  await again.stop()
})

test('an address that is none is told before anything is opened; the environment needs none', async (t) => {
  const { told, start } = await open(t)
  const wrong = await start({}, { CONFIG_SERVERS: 'canary-secret' }).catch(Fault.from)
  assert.ok(wrong instanceof Fault)
  assert.equal(wrong.code, 'config_servers_refused')
  assert.match(wrong.message, /^decisions\.configuration, or CONFIG_SERVERS: /)
  assert.doesNotMatch(wrong.message, /canary-secret/)
  const running = await startSystem({
    system: withDecisions(greetings, { configuration: environment() }),
    topology: null,
    directory: told,
    port: 0,
    program: { file: import.meta.filename },
    environment: { CONFIG_SERVERS: 'canary-secret', GREETING_WORD: 'mine' },
    tell: () => {},
  })
  assert.equal(await said(running), 'mine')
  assert.deepEqual((await refresh(running)).body, [])
  await running.stop()
})
