/** A real HAProxy before plain HTTP servers: it works alone, without chassis, system or `atoll.ts`. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { listenerLimitsDefault } from '@atoll/http'
import { type Log, silentLog, systemClock } from '@atoll/pipeline'
import { until } from '@atoll/testkit'
import {
  type HaproxyRules,
  haproxyRulesDefault,
  keepAliveMs,
  slotsMax,
  toConfiguration,
} from './configuration.ts'
import { openHaproxy } from './haproxy.ts'
import type { Balanced } from './slots.ts'

const rules = { checkMs: 100, checkTimeoutMs: 1_000, healthy: 1, unhealthy: 2, drainMs: 60_000 }
const clock = systemClock

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'atoll-haproxy-'))
  t.after(() => rmSync(made, { recursive: true, force: true }))
  return join(made, 'haproxy')
}

async function open(t: TestContext, own: HaproxyRules = {}, log = silentLog) {
  const settings = { services: ['orders', 'catalog'], directory: folder(t), clock, log }
  const haproxy = await openHaproxy({ ...settings, rules: { ...rules, ...own } })
  t.after(() => haproxy[Symbol.asyncDispose]())
  const address = haproxy.addresses['orders'] ?? ''
  const ask = async (path = '/') => (await fetch(`${address}${path}`)).text()
  return { haproxy, address, ask }
}

/** An instance that says its name, and how it is. */
async function serve(t: TestContext, name: string, more: RequestListener = () => {}) {
  const state = { isWell: true }
  const server: Server = createServer((request, response) => {
    if (request.url === '/health/ready') response.writeHead(state.isWell ? 200 : 503).end()
    else if (request.url === '/') response.end(name)
    else more(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const { port } = address
  const balanced: Balanced = {
    service: 'orders',
    instance: name,
    host: '127.0.0.1',
    port,
    checkPort: port,
  }
  return { state, balanced, server }
}

/** Who answers ten calls. */
async function answering(ask: () => Promise<string>): Promise<string> {
  const names = new Set<string>()
  for (let count = 0; count < 10; count += 1) names.add(await ask())
  return [...names].toSorted().join()
}

test('all that are known are called; one that is not well is called no longer until it is', async (t) => {
  const [one, two] = [await serve(t, 'one'), await serve(t, 'two')]
  const { haproxy, ask } = await open(t)
  await haproxy.tell([one.balanced, two.balanced])
  assert.equal(await answering(ask), 'one,two')
  one.state.isWell = false
  await until(async () => (await answering(ask)) === 'two', { what: 'the sick one to be left out' })
  one.state.isWell = true
  await until(async () => (await answering(ask)) === 'one,two', { what: 'it to be back' })
})

test('one that leaves finishes what it began and gets nothing new', async (t) => {
  const begun = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const one = await serve(t, 'one', (_, response) => {
    begun.resolve()
    void finish.promise.then(() => response.end('finished'))
  })
  const two = await serve(t, 'two')
  const { haproxy, ask } = await open(t)
  await haproxy.tell([one.balanced])
  const slow = ask('/slow')
  await begun.promise
  await haproxy.tell([two.balanced])
  assert.equal(await answering(ask), 'two')
  finish.resolve()
  assert.equal(await slow, 'finished')
})

test('where nobody is, a client learns that nothing was done and when to ask again', async (t) => {
  const { address } = await open(t)
  const reply = await fetch(address)
  assert.equal(reply.status, 503)
  assert.equal(reply.headers.get('content-type'), 'application/problem+json')
  const problem: unknown = await reply.json()
  assert.partialDeepStrictEqual(problem, {
    code: 'no_instance',
    kind: 'unavailable',
    executed: 'no',
    retryAfterMs: 500,
  })
})

test('a dead one that nobody has noticed costs no request: another one is asked', async (t) => {
  const [one, two] = [await serve(t, 'one'), await serve(t, 'two')]
  const { haproxy, ask } = await open(t, { checkMs: 60_000 })
  await haproxy.tell([one.balanced, two.balanced])
  one.server.closeAllConnections()
  one.server.close()
  assert.equal(await answering(ask), 'two')
})

test('it is killed: it comes back at the same addresses and knows everybody', async (t) => {
  const one = await serve(t, 'one')
  const { haproxy, ask } = await open(t)
  await haproxy.tell([one.balanced])
  const { pid } = haproxy
  process.kill(pid, 'SIGKILL')
  const isBack = () => haproxy.pid > 0 && haproxy.pid !== pid && ask().catch(() => '')
  await until(async () => (await isBack()) === 'one', { what: 'the balancer to be back' })
})

test('one whose owner was killed is ended by the next one in its folder', async (t) => {
  const directory = folder(t)
  mkdirSync(directory)
  const [file, socket] = [join(directory, 'haproxy.cfg'), join(directory, 'admin.sock')]
  const parts = { ports: new Map<string, number>(), rules: haproxyRulesDefault, socket }
  writeFileSync(file, toConfiguration({ ...parts, checkPath: '/' }))
  const orphan = spawn('/usr/sbin/haproxy', ['-db', '-f', file], { stdio: 'ignore' })
  writeFileSync(join(directory, 'haproxy.pid'), String(orphan.pid))
  await until(() => existsSync(socket), { what: 'the orphan to run' })
  const ended = once(orphan, 'exit')
  await using next = await openHaproxy({ services: ['orders'], directory, clock })
  await ended
  await next.tell([])
})

test('it leaves no process and no file behind', async (t) => {
  const directory = folder(t)
  const haproxy = await openHaproxy({ services: ['orders'], directory, clock })
  const { pid } = haproxy
  await haproxy[Symbol.asyncDispose]()
  assert.throws(() => process.kill(pid, 0))
  assert.equal(existsSync(directory), false)
})

test('without the program a sentence says what to install; a path too deep for its socket is told', async (t) => {
  const directory = folder(t)
  const settings = { services: ['orders'], clock }
  await assert.rejects(openHaproxy({ ...settings, directory, program: '/nowhere/haproxy' }), {
    code: 'haproxy_missing',
    message: /the package `haproxy`/,
  })
  const deep = join(directory, 'a'.repeat(100))
  await assert.rejects(openHaproxy({ ...settings, directory: deep }), {
    code: 'directory_too_deep',
  })
})

test('what was decided stands in its configuration; connections are closed before ours are', () => {
  const own = {
    checkMs: 1,
    checkTimeoutMs: 2,
    healthy: 3,
    unhealthy: 4,
    slowStartMs: 5,
    drainMs: 6,
  }
  const ports = new Map([['orders', 4000]])
  const text = toConfiguration({ ports, rules: own, checkPath: '/well', socket: '/s' })
  assert.match(text, /check inter 1 fall 4 rise 3 slowstart 5\n/)
  assert.match(text, /timeout check 2\n/)
  assert.match(text, /uri \/well /)
  assert.ok(keepAliveMs < listenerLimitsDefault.keepAliveTimeoutMs)
})

test('one that does not listen is started again and told everything', async (t) => {
  const one = await serve(t, 'one')
  const { haproxy, ask } = await open(t)
  const { pid } = haproxy
  process.kill(pid, 'SIGSTOP')
  await assert.rejects(haproxy.tell([one.balanced]), { code: 'balancer_unreachable' })
  await until(async () => haproxy.pid !== pid && (await ask().catch(() => '')) === 'one', {
    what: 'another balancer to know it',
  })
})

test('killed by its owner it does not come back', async (t) => {
  const { haproxy, address } = await open(t)
  const { pid } = haproxy
  haproxy.kill()
  await untilGone(pid)
  await assert.rejects(fetch(address))
})

async function untilGone(pid: number) {
  const isGone = () => {
    try {
      return !process.kill(pid, 0)
    } catch {
      return true
    }
  }
  await until(isGone, { what: 'it to be gone' })
}

/** A HAProxy that starts once, if at all; later it says which process it is, and never answers. */
function createStubborn(t: TestContext, starts: 'once' | 'never') {
  const directory = folder(t)
  mkdirSync(directory)
  const beside = (name: string) => join(dirname(directory), name)
  const [program, begun, first] = [beside('program'), beside('begun'), beside('first')]
  if (starts === 'once') writeFileSync(first, '')
  const lines = [
    '#!/bin/sh',
    `if [ -e ${first} ]; then rm ${first}; exec /usr/sbin/haproxy "$@"; fi`,
    `echo $$ > ${begun}.new; mv ${begun}.new ${begun}`,
    'exec sleep 60',
  ]
  writeFileSync(program, lines.join('\n'), { mode: 0o700 })
  return {
    settings: { services: ['orders'], directory, program, clock },
    async begun() {
      await until(() => existsSync(begun), { what: 'it to begin' })
      return Number(readFileSync(begun, 'utf8'))
    },
    known: () => Number(readFileSync(join(directory, 'haproxy.pid'), 'utf8')),
  }
}

for (const how of ['killed', 'disposed'] as const)
  test(`${how} while it starts again it leaves no process behind`, async (t) => {
    const stubborn = createStubborn(t, 'once')
    const haproxy = await openHaproxy(stubborn.settings)
    process.kill(haproxy.pid, 'SIGKILL')
    const pid = await stubborn.begun()
    t.after(() => haproxy.kill())
    assert.deepEqual([haproxy.pid, stubborn.known()], [pid, pid], 'its successor can end it')
    if (how === 'killed') haproxy.kill()
    else await haproxy[Symbol.asyncDispose]()
    await untilGone(pid)
  })

test('abandoned at its first start it leaves no process behind', async (t) => {
  const stubborn = createStubborn(t, 'never')
  const abandonment = new AbortController()
  const opening = openHaproxy({ ...stubborn.settings, abandoned: abandonment.signal })
  const ended = assert.rejects(opening, { code: 'haproxy_failed' })
  const pid = await stubborn.begun()
  abandonment.abort()
  await untilGone(pid)
  await ended
  const late = openHaproxy({ ...stubborn.settings, abandoned: abandonment.signal })
  await assert.rejects(late, { code: 'haproxy_failed' })
})

test('what HAProxy would refuse is refused by name, and the others are told', async (t) => {
  const [one, two] = [await serve(t, 'one'), await serve(t, 'two')]
  const { haproxy, ask } = await open(t)
  for (const wrong of [{ host: 'localhost' }, { port: 0 }, { checkPort: 65_536 }, { service: 'x' }])
    await assert.rejects(haproxy.tell([one.balanced, { ...two.balanced, ...wrong }]), {
      code: 'instance_refused',
      message: /two/,
    })
  const { pid } = haproxy
  // To Node it is an address.
  const strange = { ...two.balanced, host: 'fe80::1%lo' }
  await assert.rejects(haproxy.tell([one.balanced, strange]), {
    code: 'instance_refused',
    message: /Invalid addr/,
  })
  await haproxy.tell([one.balanced])
  assert.equal(await answering(ask), 'one')
  assert.equal(haproxy.pid, pid)
})

test('instances beyond its places are told of once', async (t) => {
  const warned: unknown[] = []
  const log: Log = { ...silentLog, warn: (fields) => void warned.push(fields) }
  const { haproxy } = await open(t, {}, log)
  const one = await serve(t, 'one')
  const all = Array.from({ length: slotsMax + 1 }, (_, index) => ({
    ...one.balanced,
    instance: `one-${index}`,
  }))
  await haproxy.tell(all)
  await haproxy.tell(all)
  assert.deepEqual(warned, [{ instances: [`one-${slotsMax}`] }])
})
