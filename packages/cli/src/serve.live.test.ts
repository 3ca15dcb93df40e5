/** The servers of ours as a person starts them: alone, told by options and files, and ended in order. */
import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { freePort, until } from '@atoll/testkit'

const bin = join(import.meta.dirname, '..', 'bin', 'atoll.js')

/** A folder with one file of settings, and commands that are started in it. */
function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-serve-'))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  t.after(() => rmSync(folder, { recursive: true }))
  write('billing.yml', 'shop.greeting: hello')
  const atoll = (args: readonly string[], settings: Readonly<Record<string, string>> = {}) => {
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings }
    const child = spawn(process.execPath, ['--conditions=atoll-source', bin, ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    t.after(() => child.kill('SIGKILL'))
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk) => (out += String(chunk)))
    child.stderr.on('data', (chunk) => (err += String(chunk)))
    const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, out, err }))
    const url = () =>
      until(() => /answers at (http:\S+)\. /.exec(out)?.[1], {
        withinMs: 20_000,
        what: 'the server to say where it is',
        explain: () => err,
      })
    const end = () => (child.kill('SIGTERM'), ended)
    return { url, end, ended }
  }
  return { folder, write, atoll }
}

async function ask(url: string, headers: Readonly<Record<string, string>> = {}) {
  const reply = await fetch(url, { headers })
  return { status: reply.status, text: await reply.text() }
}

test('a config server tells the files of a folder, what it decrypts, and only to who may ask', async (t) => {
  const { write, atoll } = open(t)
  write('key', 'a key\n')
  write('login', 'ada:secret:x\n')
  const secrets = { ENCRYPT_KEY_FILE: 'key', CONFIG_LOGIN_FILE: 'login' }
  const server = atoll(['config-server', '--port', '0', '--folder', '.'], secrets)
  const url = await server.url()
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  assert.equal((await ask(`${url}/billing-dev.json`)).status, 401)
  const authorization = `Basic ${Buffer.from('ada:secret:x').toString('base64')}`
  const sealed = await fetch(`${url}/encrypt`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'text/plain' },
    body: 'good day',
  })
  write('billing-dev.yml', `shop.greeting: '{cipher}${await sealed.text()}'`)
  const told = await ask(`${url}/billing-dev.json`, { authorization })
  assert.deepEqual(JSON.parse(told.text), { shop: { greeting: 'good day' } })
  const { code, out, err } = await server.end()
  assert.deepEqual([code, err], [0, ''])
  assert.match(out, /The config server has stopped\.\n$/)
})

test('a config server tells what is committed in a git folder, of the label that was said', async (t) => {
  const { folder, write, atoll } = open(t)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: folder })
  git('init', '-q')
  git('add', 'billing.yml')
  git('commit', '-qm', 'one')
  git('branch', 'calm')
  write('billing.yml', 'shop.greeting: HELLO')
  git('commit', '-qam', 'two')
  const server = atoll(['config-server', '-p', '0', '--git', '.', '--label', 'calm'])
  const told = await ask(`${await server.url()}/billing-default.json`)
  assert.deepEqual(JSON.parse(told.text), { shop: { greeting: 'hello' } })
  assert.equal((await server.end()).code, 0)
})

test('registries that are given each other share what they know, behind a password', async (t) => {
  const { atoll } = open(t)
  const ports = [await freePort(), await freePort()]
  const login = 'ada:secret'
  const peers = ports.map((port) => `http://${login}@127.0.0.1:${port}/eureka`).join(',')
  const secrets = { REGISTRY_LOGIN: login, REGISTRY_PEERS: peers }
  const two = ports.map((port) => atoll(['registry', '--port', String(port)], secrets))
  const [one = '', other = ''] = await Promise.all(two.map(({ url }) => url()))
  assert.equal((await ask(`${one}/apps`)).status, 401)
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`
  const headers = { authorization, 'content-type': 'application/json' }
  const instance = {
    instanceId: 'a-1',
    app: 'A',
    hostName: 'a.test',
    ipAddr: '10.0.0.1',
    vipAddress: 'a',
    status: 'UP',
    port: { $: 80, '@enabled': 'true' },
    dataCenterInfo: { '@class': 'com.netflix.appinfo.InstanceInfo', name: 'MyOwn' },
  }
  const body = JSON.stringify({ instance })
  await until(
    async () => (await fetch(`${one}/apps/A`, { method: 'POST', headers, body })).status === 204,
    { what: 'the first to take a registration' },
  )
  await until(async () => (await ask(`${other}/apps/A/a-1`, { authorization })).status === 200, {
    withinMs: 10_000,
    what: 'the second to know it',
  })
  for (const each of two) assert.equal((await each.end()).code, 0)
})

test('a server that everybody may reach says so, unless it asks who comes', async (t) => {
  const { atoll } = open(t)
  const place = ['--port', '0', '--host', '0.0.0.0']
  const openly = atoll(['config-server', '--folder', '.', ...place])
  const guarded = atoll(['registry', ...place], { REGISTRY_LOGIN: 'ada:secret' })
  await Promise.all([openly.url(), guarded.url()])
  assert.match(
    (await openly.end()).err,
    /^Everybody who reaches 0\.0\.0\.0 may ask it: CONFIG_LOGIN /,
  )
  assert.equal((await guarded.end()).err, '')
})

test('what cannot run says in one sentence why', async (t) => {
  const { atoll } = open(t)
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  const address = taken.address()
  assert.ok(typeof address === 'object' && address !== null)
  const port = String(address.port)
  const wrong: readonly (readonly [readonly string[], Record<string, string>, number, RegExp])[] = [
    [['config-server'], {}, 2, /^Say with --folder or --git where the settings are\.\n$/],
    [['config-server', '-f', 'none'], {}, 1, /^none: The folder of the settings .*ENOENT/],
    [['config-server', '-f', '.', '--label', 'a'], {}, 2, /^A --label is of a --git folder/],
    [['config-server', '-f', '.', '-g', '.'], {}, 2, /cannot be used with option/],
    [['config-server', '-f', '.', '-p', port], {}, 1, /is taken by another program/],
    [['config-server', '-f', '.'], { ENCRYPT_KEY: 'a', ENCRYPT_SALT: 'z' }, 2, /hexadecimal/],
    [['config-server', '-f', '.'], { CONFIG_LOGIN: 'ada' }, 1, /login \(CONFIG_LOGIN\)/],
    [
      ['registrar', '-f', 'none'],
      {},
      1,
      /^none cannot be read: there is no such file\. Name the list/,
    ],
    [['registry', '--peers', 'somewhere'], {}, 2, /write the address of a peer like http/],
    [['registry', '--port', port], {}, 1, /is taken by another program/],
  ]
  const ran = await Promise.all(wrong.map(([args, settings]) => atoll(args, settings).ended))
  for (const [place, { code, err }] of ran.entries()) {
    const [args, , wanted, sentence] = wrong[place] ?? assert.fail()
    assert.match(err, sentence, args.join(' '))
    assert.equal(code, wanted, args.join(' '))
  }
})

/** What a command ends with whose standard output is no pipe that is read. */
async function endOf(child: ChildProcess) {
  let err = ''
  child.stderr?.on('data', (chunk) => (err += String(chunk)))
  const code = await once(child, 'close').then(([ended]: unknown[]) => ended)
  return { code, err }
}

for (const args of [['registry', '--port', '0'], ['--help']])
  test(`standard output on a full disk is a failure that says so: ${args.join(' ')}`, async (t) => {
    const full = openSync('/dev/full', 'w')
    t.after(() => closeSync(full))
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', full, 'pipe'] })
    t.after(() => child.kill('SIGKILL'))
    const { code, err } = await endOf(child)
    assert.equal(code, 1)
    assert.match(err, /^Standard output cannot be written: ENOSPC.*\n$/)
  })

test('a reader of standard output that has seen enough ends a server quietly', async (t) => {
  const args = ['--conditions=atoll-source', bin, 'registry', '--port', '0']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(() => child.kill('SIGKILL'))
  child.stdout.destroy()
  assert.deepEqual(await endOf(child), { code: 0, err: '' })
})
