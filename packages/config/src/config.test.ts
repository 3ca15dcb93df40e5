import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { format, inspect } from 'node:util'
import { secret } from '@atoll/contract'
import { Fault } from '@atoll/pipeline'
import { z } from 'zod'
import { describeSettings } from './describe.ts'
import type { Mistake } from './mistake.ts'
import { readSettings } from './read.ts'
import type { Secret } from './secret.ts'
import { defineSettings, environmentOf, type Settings, setting } from './settings.ts'
import { fileBytesMax } from './source.ts'

const hidden = 'hunter2-hunter2'

const settings = defineSettings({
  port: setting(z.int().min(0).max(65_535), {
    env: 'PORT',
    default: 8080,
    describe: 'Where the gateway listens.',
  }),
  level: setting(z.enum(['debug', 'info']), {
    env: 'LOG_LEVEL',
    default: 'info',
    describe: 'How much is written.',
  }),
  databaseUrl: setting(secret(z.url()), {
    env: 'DATABASE_URL',
    default: 'postgres://localhost/store',
    describe: 'Where the data stays.',
  }),
  peers: setting(z.array(z.string()), {
    env: 'PEERS',
    default: [],
    describe: 'Who else is there.',
  }),
  weights: setting(z.object({ a: z.number() }).optional(), {
    env: 'WEIGHTS',
    describe: 'How much.',
  }),
  isOpen: setting(z.boolean(), { env: 'OPEN', default: false, describe: 'Whether anybody may.' }),
})

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atoll-config-'))
})
after(() => rm(folder, { recursive: true }))

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

async function faultOf(settings: Settings, parts: Parameters<typeof readSettings>[1]) {
  try {
    await readSettings(settings, parts)
  } catch (thrown) {
    return Fault.from(thrown)
  }
  throw new assert.AssertionError({ message: 'the settings were taken' })
}

function mistakesOf(fault: Fault): readonly Mistake[] {
  return (fault.details as { mistakes: readonly Mistake[] }).mistakes
}

test('defaults give way to files, files to later files, and all to the environment', async () => {
  const weak = await fileOf('weak.json', '{ "port": 1, "level": "debug", "isOpen": true }')
  const strong = await fileOf('strong.json', '{ "port": 2, "peers": ["x"] }')
  const files = [weak, strong, join(folder, 'none.json')]
  const read = await readSettings(settings, { environment: { PORT: '3' }, files })
  assert.deepEqual(
    [read.port, read.level, read.isOpen, read.peers, read.weights],
    [3, 'debug', true, ['x'], undefined],
  )
  assert.equal((await readSettings(settings, { environment: {}, files })).port, 2)
  assert.equal((await readSettings(settings, { environment: {} })).port, 8080)
})

test('texts become what their schemas ask for, and the types say so', async () => {
  const environment = { PORT: '0', PEERS: 'a, b', WEIGHTS: '{"a":1.5}', OPEN: 'true' }
  const read = await readSettings(settings, { environment })
  const port: number = read.port
  const url: Secret = read.databaseUrl
  const level: 'debug' | 'info' = read.level
  assert.deepEqual([port, level, read.peers, read.isOpen], [0, 'info', ['a', 'b'], true])
  assert.deepEqual(read.weights, { a: 1.5 })
  assert.equal(url.reveal(), 'postgres://localhost/store')
  const list = await readSettings(settings, { environment: { PEERS: '["a,b"]' } })
  assert.deepEqual(list.peers, ['a,b'])
})

test('an empty text in the environment counts as not set', async () => {
  assert.equal((await readSettings(settings, { environment: { PORT: '' } })).port, 8080)
})

test('every mistake is told at once, with its place and its remedy', async () => {
  const file = await fileOf('wrong.json', '{ "prot": 80, "isOpen": "yes", "weights": { "b": 1 } }')
  const needed = { ...settings, key: setting(z.string(), { env: 'KEY', describe: 'A key.' }) }
  const fault = await faultOf(needed, {
    environment: { PORT: '65536', LOG_LEVEL: 'loud' },
    files: [file],
  })
  assert.equal(fault.code, 'settings_invalid')
  assert.equal(fault.kind, 'invalid')
  const told = mistakesOf(fault).map(({ setting, from, remedy }) => [setting, from, remedy])
  assert.deepEqual(told, [
    ['prot', file, 'write "port"'],
    ['port', 'PORT', 'set PORT to a whole number from 0 to 65535'],
    ['level', 'LOG_LEVEL', 'set LOG_LEVEL to one of debug, info'],
    ['weights', file, 'write "weights" as a JSON object'],
    ['isOpen', file, 'write "isOpen" as true or false'],
    ['key', 'set nowhere', 'set KEY to a text'],
  ])
  for (const [name] of told) assert.match(fault.message, new RegExp(`^- ${name} `, 'm'))
})

test('a number at its limit is taken, one beyond is not', async () => {
  assert.equal((await readSettings(settings, { environment: { PORT: '65535' } })).port, 65_535)
  assert.equal(mistakesOf(await faultOf(settings, { environment: { PORT: '65536' } })).length, 1)
})

/** A file of settings of exactly so many bytes. */
function sized(bytes: number): string {
  return '{ "port": 80 }'.padEnd(bytes, ' ')
}

test('a file as large as the limit is read', async () => {
  const path = await fileOf('largest.json', sized(fileBytesMax))
  assert.equal((await readSettings(settings, { environment: {}, files: [path] })).port, 80)
})

for (const [what, text, problem] of [
  ['no JSON', '{ "port": ', /^it is no JSON/],
  ['no object', '[1]', /^it is JSON, but no object/],
  ['a text beyond its limit', sized(fileBytesMax + 1), /^it is larger than \d+ bytes/],
] as const)
  test(`a file with ${what} is refused by its name, without quoting it`, async () => {
    const path = await fileOf('broken.json', text)
    const [mistake] = mistakesOf(await faultOf(settings, { environment: {}, files: [path] }))
    assert.equal(mistake?.from, path)
    assert.equal(mistake.setting, null)
    assert.match(mistake.problem, problem)
    assert.ok(!mistake.problem.includes('port'))
  })

test('a secret is read from a file that the environment names', async () => {
  const path = await fileOf('secret', `postgres://u:${hidden}@db/x\n`)
  const read = await readSettings(settings, { environment: { DATABASE_URL_FILE: path } })
  assert.equal(read.databaseUrl.reveal(), `postgres://u:${hidden}@db/x`)
})

test('a secret named twice, or by a file that is not there, is a mistake', async () => {
  const path = join(folder, 'nowhere')
  const twice = await faultOf(settings, {
    environment: { DATABASE_URL: `http://${hidden}`, DATABASE_URL_FILE: path },
  })
  assert.match(twice.message, /both set; set only one/)
  const missing = await faultOf(settings, { environment: { DATABASE_URL_FILE: path } })
  assert.match(missing.message, /does not exist; set DATABASE_URL_FILE to the path/)
  assert.ok(!twice.message.includes(hidden))
})

test('only a secret may be named by a file', async () => {
  const read = await readSettings(settings, { environment: { PORT_FILE: '/nowhere' } })
  assert.equal(read.port, 8080)
})

test('a secret shows itself nowhere unless asked by name', async () => {
  const environment = { DATABASE_URL: `postgres://u:${hidden}@db/x` }
  const read = await readSettings(settings, { environment })
  const { databaseUrl } = read
  const shown = [
    JSON.stringify(read),
    inspect(read, { depth: 9, showHidden: true, getters: true }),
    inspect(databaseUrl, { showHidden: true, customInspect: false }),
    ['in a text: ', databaseUrl].join(''),
    String(databaseUrl),
    format('%s %o %j %d', databaseUrl, databaseUrl, databaseUrl, databaseUrl),
    Object.entries(databaseUrl).join(),
    JSON.stringify(Object.assign({}, databaseUrl)),
    describeSettings(settings),
  ]
  for (const text of shown) assert.ok(!text.includes('hunter2'), text)
  assert.ok(!describeSettings(settings).includes('localhost/store'))
  assert.equal(databaseUrl.reveal(), environment.DATABASE_URL)
})

test('a refused secret is in no message, whatever its validator says', async () => {
  const telltale = z.string().refine(() => false, { error: ({ input }) => `bad: ${String(input)}` })
  const guarded = defineSettings({
    key: setting(secret(telltale), { env: 'KEY', describe: 'A key.' }),
  })
  const fault = await faultOf(guarded, { environment: { KEY: hidden } })
  assert.ok(!inspect(fault, { depth: 9 }).includes(hidden))
  assert.equal(mistakesOf(fault)[0]?.from, 'KEY')
})

test('of an environment only what settings are read from is passed on', () => {
  const environment = { PORT: '1', DATABASE_URL_FILE: '/run/url', OTHER_KEY: hidden }
  const { PORT, DATABASE_URL_FILE, ...others } = environmentOf(settings, environment)
  assert.deepEqual([PORT, DATABASE_URL_FILE], ['1', '/run/url'])
  assert.deepEqual(new Set(Object.values(others)), new Set([undefined]))
  assert.ok(!('OTHER_KEY' in others))
})

test('the table tells each setting, what it takes and its default', () => {
  const [head, port, , url] = describeSettings(settings).split('\n')
  assert.match(head ?? '', /^environment +file +takes +default +what for$/)
  assert.match(
    port ?? '',
    /^PORT +port +a whole number from 0 to 65535 +8080 +Where the gateway listens\.$/,
  )
  assert.match(
    url ?? '',
    /^DATABASE_URL or DATABASE_URL_FILE +databaseUrl +.+ +"\*\*\*" +Where the data stays\.$/,
  )
})

test('two settings may not share a name, and a name must fit an environment', () => {
  const one = setting(z.string(), { env: 'A_FILE', describe: 'x' })
  const other = setting(secret(z.string()), { env: 'A', describe: 'x' })
  assert.throws(() => defineSettings({ one, other }), /'one' and 'other' are both read from A_FILE/)
  const odd = setting(z.string(), { env: 'my-port', describe: 'x' })
  assert.throws(() => defineSettings({ odd }), /'my-port' is no name/)
})

test('names that every object has are no settings', async () => {
  const path = await fileOf('proto.json', '{ "__proto__": 1, "constructor": 2 }')
  const fault = await faultOf(settings, { environment: {}, files: [path] })
  assert.equal(mistakesOf(fault).length, 2)
})
