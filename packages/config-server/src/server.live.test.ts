/** A config server as programs and people ask it, on a folder and on a git folder. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { silentLog, systemClock } from '@atoll/pipeline'
import { createCipher } from './cipher.ts'
import { type ConfigServerSettings, openConfigServer } from './open.ts'

/** A folder of settings, and a server on it. */
async function open(
  files: Readonly<Record<string, string>>,
  more: Partial<ConfigServerSettings> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-config-'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const [path, text] of Object.entries(files)) write(path, text)
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...words])
      .toString()
      .trim()
  const commit = (message: string) => {
    git('add', '-A')
    git('commit', '-qm', message)
    return git('rev-parse', 'HEAD')
  }
  const isGit = more.source !== undefined && 'git' in more.source
  if (isGit) {
    git('init', '-q', '-b', 'main')
    commit('first')
  }
  const source = isGit ? { git: folder } : { folder }
  const parts = { port: 0, log: silentLog, clock: systemClock, ...more, source }
  const server = await openConfigServer(parts)
  const ask = async (path: string, init: RequestInit = {}) => {
    const reply = await fetch(`${server.url}${path}`, init)
    return {
      status: reply.status,
      type: reply.headers.get('content-type'),
      text: await reply.text(),
    }
  }
  return {
    folder,
    write,
    git,
    commit,
    server,
    ask,
    /** Shape: `[["billing.yml", {…}]]` */
    async sources(path: string) {
      const { text } = await ask(path)
      // The answer of the test's own server.
      const { propertySources } = JSON.parse(text) as {
        propertySources: { name: string; source: Record<string, unknown> }[]
      }
      return propertySources.map(({ name, source: each }) => [name, each])
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const inGit = { source: { git: '' } } as const

test('an app nobody knows is told what all share', async () => {
  await using opened = await open({ 'application.yml': 'a: 1' })
  const { status, text } = await opened.ask('/nobody/default')
  assert.equal(status, 200)
  assert.deepEqual(JSON.parse(text), {
    name: 'nobody',
    profiles: ['default'],
    label: null,
    version: null,
    state: null,
    propertySources: [{ name: 'application.yml', source: { a: 1 } }],
  })
})

test('who accepts the second version is told where each value is from', async () => {
  await using opened = await open({ 'application.yml': 'a: 1' })
  const accept = 'application/vnd.spring-cloud.config-server.v2+json'
  const { type, text } = await opened.ask('/app/default', { headers: { accept } })
  assert.equal(type, accept)
  assert.match(text, /"source":\{"a":\{"value":1,"origin":"application\.yml"\}\}/)
})

test('overrides go before everything; a slash in an app is a folder', async () => {
  await using opened = await open(
    { 'team/app.yml': 'a: 1', 'application.yml': 'a: 2' },
    { overrides: { a: 0 } },
  )
  assert.deepEqual(await opened.sources('/team(_)app/default'), [
    ['overrides', { a: 0 }],
    ['team/app.yml', { a: 1 }],
    ['application.yml', { a: 2 }],
  ])
})

test('a label of a folder is a folder in it, before the others', async () => {
  await using opened = await open({ 'blue/app.yml': 'a: 1', 'app.yml': 'a: 2' })
  const both = [
    ['blue/app.yml', { a: 1 }],
    ['app.yml', { a: 2 }],
  ]
  assert.deepEqual(await opened.sources('/app/default/blue'), both)
  assert.deepEqual(await opened.sources('/app/default/none'), both.slice(1))
})

test('values are decrypted; one that cannot be is told as invalid, without itself', async () => {
  const encrypted = createCipher('k').encrypt('hunter2')
  const files = { 'app.yml': `good: '{cipher}{key:a}${encrypted}'\nbad: '{cipher}${encrypted}00'` }
  await using opened = await open(files, { key: 'k' })
  const both = [['app.yml', { good: 'hunter2', 'invalid.bad': '<n/a>' }]]
  assert.deepEqual(await opened.sources('/app/default'), both)
  await using without = await open(files)
  const none = [['app.yml', { 'invalid.good': '<n/a>', 'invalid.bad': '<n/a>' }]]
  assert.deepEqual(await without.sources('/app/default'), none)
})

test('a text is encrypted and decrypted by the words of Spring', async () => {
  await using opened = await open({}, { key: 'k' })
  const post = (path: string, body: string, type = 'text/plain') =>
    opened.ask(path, { method: 'POST', body, headers: { 'content-type': type } })
  const { text } = await post('/encrypt', 'a=b=')
  assert.match(text, /^[0-9a-f]+$/)
  assert.equal((await post('/decrypt', text)).text, 'a=b=')
  const form = 'application/x-www-form-urlencoded'
  assert.equal(
    (await post('/decrypt/app/dev', (await post('/encrypt', 'hi', form)).text)).text,
    'hi',
  )
  assert.deepEqual(await post('/decrypt', 'zz'), {
    status: 400,
    type: 'application/json',
    text: '{"status":"INVALID","description":"Text not encrypted with this key"}',
  })
  assert.equal((await opened.ask('/encrypt/status')).text, '{"status":"OK"}')
  await using without = await open({})
  const { status, text: why } = await without.ask('/encrypt/status')
  assert.equal(status, 404)
  assert.match(why, /"NO_KEY"/)
})

test('other forms, and plain files with placeholders, for a profile and under a label', async () => {
  await using opened = await open({
    'app.yml': 'a: 1\nname: x',
    'app-dev.yml': 'b: ${name}${none:!}',
    'deep/er/nginx.conf': 'plain ${a}',
    'deep/er/nginx-dev.conf': 'dev ${a} ${none}',
    'blue/x.txt': 'blue',
    'bytes.bin': '',
  })
  writeFileSync(join(opened.folder, 'bytes.bin'), Buffer.from([0xff, 0x00]))
  const textOf = async (path: string) => (await opened.ask(path)).text
  assert.equal(await textOf('/app-dev.json'), '{"b":"x!","a":1,"name":"x"}')
  assert.equal(await textOf('/app-dev.properties'), 'b: x!\na: 1\nname: x')
  assert.equal(await textOf('/blue/app-dev.yml'), 'b: x!\na: 1\nname: x\n')
  assert.match(await textOf('/app-dev.yaml?resolvePlaceholders=false'), /b: \$\{name\}\$\{none:!\}/)
  assert.equal(await textOf('/app/dev/none/deep/er/nginx.conf'), 'dev 1 ${none}')
  assert.equal(await textOf('/app/default/deep/er/nginx.conf?useDefaultLabel'), 'plain 1')
  assert.equal(await textOf('/app/default/blue/x.txt'), 'blue')
  assert.equal((await opened.ask('/app/default/blue/bytes.bin')).type, 'application/octet-stream')
  for (const path of ['/app', '/app.yml', '/-dev.yml', '/app/dev/none/nosuch.txt'])
    assert.equal((await opened.ask(path)).status, 404, path)
})

test('no path leads out of the folder, or to what is hidden in it', async () => {
  await using opened = await open({ 'app.yml': 'a: 1', '.hidden': 'x', '.git/config': 'x' })
  const outside = mkdtempSync(join(tmpdir(), 'atoll-outside-'))
  writeFileSync(join(outside, 'secret.yml'), 'secret: hunter2')
  symlinkSync(join(outside, 'secret.yml'), join(opened.folder, 'linked.yml'))
  symlinkSync(outside, join(opened.folder, 'away'))
  const paths = [
    '/..(_)..(_)etc(_)passwd/default',
    '/app/..(_)x',
    '/app/default/..(_)..',
    '/app/default/x/.hidden',
    '/app/default/x/(_)etc(_)passwd',
    '/app/default/.git(_)config?useDefaultLabel',
    '/app/default/x/..%2fetc',
    '/linked/default',
    '/away(_)secret/default',
    '/app/default/away/secret.yml',
    '/app/default/x/linked.yml',
    '/app/default/x/away/secret.yml',
  ]
  for (const path of paths) {
    const { status, text } = await opened.ask(path)
    assert.ok(status >= 400 || text.includes('"propertySources":[]'), `${path}: ${status} ${text}`)
    assert.ok(!text.includes('hunter2') && !text.includes('root:'), path)
  }
  rmSync(outside, { recursive: true })
})

test('what is no file, a pipe too, is not there', { timeout: 10_000 }, async () => {
  await using opened = await open({ 'app.yml': 'a: 1', 'fifo.d/x': '' })
  execFileSync('mkfifo', [join(opened.folder, 'fifo.yml')])
  assert.deepEqual(await opened.sources('/fifo/default'), [])
  assert.equal((await opened.ask('/app/default/fifo.yml?useDefaultLabel')).status, 404)
  assert.equal((await opened.ask('/app/default/fifo.d?useDefaultLabel')).status, 404)
})

test('a failure that nobody expected is answered without its reason, which is on record', async () => {
  const records: unknown[] = []
  const log = { ...silentLog, warn: (fields: unknown) => void records.push(fields) }
  const overrides = {
    get odd(): string {
      throw new RangeError('why it is so')
    },
  }
  await using opened = await open({ 'app.yml': 'a: 1' }, { log, overrides })
  const { status, text } = await opened.ask('/app/default')
  assert.equal(status, 500)
  assert.ok(!text.includes('why it is so'))
  assert.deepEqual(records, [{ code: 'internal', error: new RangeError('why it is so') }])
})

test('only who knows the password is answered; whether it lives anybody may ask', async () => {
  const credentials = { user: 'u', password: 'p' }
  await using opened = await open({ 'app.yml': 'a: 1' }, { credentials, key: 'k' })
  const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`
  const wrong = `Basic ${Buffer.from('u:q').toString('base64')}`
  for (const path of ['/app/default', '/app-default.yml', '/changes', '/encrypt/status']) {
    assert.equal((await opened.ask(path)).status, 401, path)
    assert.equal((await opened.ask(path, { headers: { authorization: wrong } })).status, 401, path)
    assert.equal((await opened.ask(path, { headers: { authorization } })).status, 200, path)
  }
  assert.equal((await opened.ask('/decrypt', { method: 'POST', body: 'x' })).status, 401)
  assert.equal((await opened.ask('/actuator/health')).text, '{"status":"UP"}')
})

test('a file that cannot be read fails the question, by its name and line', async () => {
  await using opened = await open({ 'app.yml': 'a: 1\nb: [', 'application.yml': 'a: 1' })
  const { status, text } = await opened.ask('/app/default')
  assert.equal(status, 500)
  assert.match(text, /The file app\.yml cannot be read: line \d/)
  assert.equal((await opened.ask('/other/default')).status, 200)
})

test('of a git folder what is committed is told, by branch, tag or commit', async () => {
  await using opened = await open({ 'app.yml': 'a: 1', 'deep/x.txt': 'one' }, inGit)
  const first = opened.git('rev-parse', 'HEAD')
  opened.git('tag', 'v1')
  opened.write('app.yml', 'a: 2')
  assert.deepEqual(await opened.sources('/app/default'), [['app.yml', { a: 1 }]])
  const second = opened.commit('second')
  opened.git('branch', 'team/blue')
  const { text } = await opened.ask('/app/default')
  assert.match(text, new RegExp(`"version":"${second}"`))
  assert.deepEqual(await opened.sources('/app/default'), [['app.yml', { a: 2 }]])
  for (const label of ['v1', first, first.slice(0, 8)])
    assert.deepEqual(await opened.sources(`/app/default/${label}`), [['app.yml', { a: 1 }]], label)
  for (const label of ['main', 'team(_)blue', 'HEAD'])
    assert.deepEqual(await opened.sources(`/app/default/${label}`), [['app.yml', { a: 2 }]], label)
  assert.equal((await opened.ask('/app/default/v1/deep/x.txt')).text, 'one')
})

test('a label that git does not have is not found, and none is taken for a switch or an expression', async () => {
  await using opened = await open({ 'app.yml': 'a: 1' }, inGit)
  const { status, text } = await opened.ask('/app/default/nosuch')
  assert.equal(status, 404)
  assert.match(text, /no branch, tag or commit 'nosuch'/)
  for (const label of [
    '--all',
    '-h',
    'HEAD@{1}',
    'main^',
    'main~1',
    ':app.yml',
    '--output=x',
    'main..x',
  ])
    assert.ok(
      [400, 404].includes((await opened.ask(`/app/default/${encodeURIComponent(label)}`)).status),
      label,
    )
})

test('a folder that is not there, or that git does not know, is told at the start', async () => {
  const parts = { port: 0, log: silentLog, clock: systemClock }
  const gone = openConfigServer({ ...parts, source: { folder: '/nowhere/at/all' } })
  await assert.rejects(gone, { code: 'settings_source_gone' })
  await using opened = await open({ 'app.yml': 'a: 1' })
  const plain = openConfigServer({ ...parts, source: { git: opened.folder } })
  await assert.rejects(plain, /git knows no repository there/)
})

test('what changed between two answers is recorded, secrets masked', async () => {
  const encrypt = createCipher('k').encrypt
  const files = (word: string, secret: string) =>
    `word: ${word}\nsame: 1\ndb.password: ${secret}\nsealed: '{cipher}${encrypt(secret)}'`
  await using opened = await open({ 'app.yml': files('one', 's-one') }, { key: 'k', ...inGit })
  await opened.ask('/app/dev')
  await opened.ask('/app/dev')
  assert.equal((await opened.ask('/changes')).text, '{"changes":[]}')
  opened.write('app.yml', `${files('two', 's-two')}\nnew: x`)
  const version = opened.commit('second')
  await opened.ask('/app/dev')
  const { text } = await opened.ask('/changes')
  // The answer of the test's own server.
  const [change] = (JSON.parse(text) as { changes: Record<string, unknown>[] }).changes
  assert.deepEqual(
    { ...change, at: 0 },
    {
      at: 0,
      app: 'app',
      profiles: 'dev',
      label: null,
      version,
      changed: [
        { property: 'word', from: 'one', to: 'two' },
        { property: 'db.password', from: '***', to: '***' },
        { property: 'sealed', from: '***', to: '***' },
        { property: 'new', from: null, to: 'x' },
      ],
    },
  )
  assert.ok(!text.includes('s-one') && !text.includes('s-two'))
})

test('a password in an address, and a value that is a secret before or after, are masked', async () => {
  const sealed = `'{cipher}${createCipher('k').encrypt('s-sealed')}'`
  const files = (word: string, pin: string, code: string) =>
    [
      `eureka.client.service-url.defaultZone: http://one:s-${word}@a/eureka,http://two:s-${word}@b/eureka`,
      `jdbc: jdbc:postgresql://db/shop?user=shop&password=s-${word}`,
      `dsn: postgres://shop:s-${word}@db/shop`,
      `shop.pass: s-${word}`,
      `pin: ${pin}`,
      `code: ${code}`,
    ].join('\n')
  await using opened = await open({ 'app.yml': files('one', 's-plain', sealed) }, { key: 'k' })
  await opened.ask('/app/dev')
  opened.write('app.yml', files('two', sealed, 's-open'))
  await opened.ask('/app/dev')
  const { text } = await opened.ask('/changes')
  assert.match(text, /http:\/\/\*\*\*@a\/eureka,http:\/\/\*\*\*@b\/eureka/)
  assert.equal(text.match(/"property"/g)?.length, 6)
  assert.doesNotMatch(text, /s-\w/)
})
