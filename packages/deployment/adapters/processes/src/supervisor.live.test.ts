/** The supervisor with real children and the real clock. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { isFault, silentLog, systemClock, systemRandom } from '@atoll/pipeline'
import type { ProcessSpec } from './process-spec.ts'
import { createSupervisor, type Supervisor } from './supervisor.ts'
import type { Act } from './testing.ts'

const program = join(import.meta.dirname, 'testing.ts')
const waitMsMax = 10_000

async function until(what: string, isDone: () => boolean): Promise<void> {
  const end = systemClock.monotonic() + waitMsMax
  while (!isDone()) {
    if (systemClock.monotonic() > end) assert.fail(`waited in vain until ${what}`)
    await systemClock.sleep(5)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  // A dead child that nobody has reaped still takes signals.
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ') R'
  return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z'
}

function open(t: TestContext): {
  readonly supervisor: Supervisor
  readonly spec: (name: string, act: Act) => ProcessSpec
  readonly output: () => string
} {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-processes-'))
  const outputFile = join(folder, 'logs', 'child.ndjson')
  const supervisor = createSupervisor({ clock: systemClock, random: systemRandom, log: silentLog })
  t.after(async () => {
    supervisor.killAll()
    await supervisor.stopAll()
    rmSync(folder, { recursive: true })
  })
  const spec = (name: string, act: Act): ProcessSpec => ({
    name,
    file: program,
    args: [act],
    environment: { GIVEN: 'yes', PATH: process.env['PATH'] },
    hello: () => ({ secret: 'hush' }),
    outputFile,
  })
  return { supervisor, spec, output: () => readFileSync(outputFile, 'utf8') }
}

function stateOf(supervisor: Supervisor, name: string) {
  const found = supervisor.states().find((each) => each.name === name)
  assert.ok(found)
  return found
}

async function rejection(promise: Promise<unknown>) {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  assert.ok(isFault(thrown) && thrown !== null)
  return thrown
}

test('a child gets its hello by message only, says ready, answers, and stops in order', async (t) => {
  const { supervisor, spec, output } = open(t)
  const changes: string[] = []
  supervisor.onChange(({ state }) => changes.push(state))
  const ready = await supervisor.start(spec('one', 'good'))
  assert.deepEqual((ready as { hello: unknown }).hello, { secret: 'hush' })
  const { env, argv } = ready as { env: Record<string, string>; argv: string[] }
  assert.equal(env['GIVEN'], 'yes')
  assert.equal(env['HOME'], undefined)
  assert.doesNotMatch(JSON.stringify([env, argv]), /hush/)

  const answer = new Promise((resolve) =>
    supervisor.onMessage((from, body) => resolve([from.name, body])),
  )
  assert.equal(supervisor.send('one', 'hi'), true)
  assert.deepEqual(await answer, ['one', { echo: 'hi' }])

  const { pid } = stateOf(supervisor, 'one')
  await supervisor.stop('one')
  assert.ok(pid !== null && !isAlive(pid))
  assert.equal(output(), 'out\nstopped in order\n')
  assert.deepEqual(changes, ['starting', 'ready', 'stopping', 'stopped'])
  assert.equal(supervisor.send('one', 'hi'), false)
})

test('a child that connects late still gets its hello', async (t) => {
  const { supervisor, spec } = open(t)
  const ready = await supervisor.start(spec('late', 'slow'))
  assert.deepEqual((ready as { hello: unknown }).hello, { secret: 'hush' })
})

test('each child has a session that Ctrl-C does not reach, and bounded young objects', async (t) => {
  const { supervisor, spec } = open(t)
  await supervisor.start(spec('one', 'good'))
  const { pid } = stateOf(supervisor, 'one')
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  assert.deepEqual([Number(group), Number(session)], [pid, pid])
  // Without it the young objects of each child grow with the machine.
  assert.match(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), /--max-semi-space-size=8\0/)
})

test('whoever bounds the young objects of a child keeps their own bound', async (t) => {
  const { supervisor, spec } = open(t)
  const one = spec('one', 'good')
  const environment = { ...one.environment, NODE_OPTIONS: '--max-semi-space-size=16' }
  await supervisor.start({ ...one, environment })
  const { pid } = stateOf(supervisor, 'one')
  assert.doesNotMatch(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), /--max-semi-space-size/)
})

test('a child that crashes is started again and counted', async (t) => {
  const { supervisor, spec } = open(t)
  const changes: string[] = []
  supervisor.onChange(({ state }) => changes.push(state))
  await supervisor.start(spec('one', 'good'))
  const { pid } = stateOf(supervisor, 'one')
  supervisor.send('one', 'crash')
  await until('it is ready again', () => {
    const now = stateOf(supervisor, 'one')
    return now.state === 'ready' && now.pid !== pid
  })
  assert.equal(stateOf(supervisor, 'one').restarts, 1)
  assert.deepEqual(changes, ['starting', 'ready', 'backing-off', 'starting', 'ready'])
})

test('a child that is killed is started again', async (t) => {
  const { supervisor, spec } = open(t)
  await supervisor.start(spec('one', 'good'))
  const { pid } = stateOf(supervisor, 'one')
  process.kill(pid ?? 0, 'SIGKILL')
  await until('it is ready again', () => stateOf(supervisor, 'one').restarts === 1)
  await until('it is ready again', () => stateOf(supervisor, 'one').state === 'ready')
})

test('a program that never gets ready fails with its last words', async (t) => {
  const { supervisor, spec } = open(t)
  const fault = await rejection(supervisor.start(spec('one', 'broken')))
  assert.equal(fault.code, 'process_failed')
  assert.match(
    fault.message,
    /^The process 'one' ended 3 times before it was ready \(exit code 1\)/,
  )
  assert.match(fault.message, /the cause of it all\n.*Error: boom/s)
  assert.doesNotMatch(fault.message, /\n\s+at |Node\.js v/)
  assert.deepEqual(
    [stateOf(supervisor, 'one').state, stateOf(supervisor, 'one').problem],
    ['failed', fault.message],
  )
})

test('what a child says about its failure is the sentence, and nothing of the cause', async (t) => {
  const { supervisor, spec } = open(t)
  const fault = await rejection(supervisor.start(spec('one', 'refused')))
  assert.match(fault.message, /^The process 'one' cannot run: Something went wrong here/)
  assert.doesNotMatch(fault.message, /not for others/)
})

test('a failed process starts again when somebody asks', async (t) => {
  const { supervisor, spec } = open(t)
  await rejection(supervisor.start(spec('one', 'broken')))
  const fault = await rejection(supervisor.restart('one'))
  assert.equal(fault.code, 'process_failed')
})

test('a child that will not stop is killed when its time is over', async (t) => {
  const { supervisor, spec } = open(t)
  await supervisor.start(spec('one', 'stubborn'))
  const { pid } = stateOf(supervisor, 'one')
  const from = systemClock.monotonic()
  await supervisor.stop('one', { graceMs: 100 })
  assert.ok(systemClock.monotonic() - from >= 100)
  assert.ok(!isAlive(pid ?? 0))
  assert.equal(stateOf(supervisor, 'one').state, 'stopped')
})

test('a second SIGTERM ends a child that is stopping', async (t) => {
  const { supervisor, spec } = open(t)
  await supervisor.start(spec('one', 'stubborn'))
  const { pid } = stateOf(supervisor, 'one')
  const stopping = supervisor.stop('one', { graceMs: waitMsMax })
  await until('it ended', () => {
    if (isAlive(pid ?? 0)) process.kill(pid ?? 0, 'SIGTERM')
    return stateOf(supervisor, 'one').state === 'stopped'
  })
  await stopping
})

test('a restart gives another process, and the last of two wins', async (t) => {
  const { supervisor, spec } = open(t)
  await supervisor.start(spec('one', 'good'))
  const { pid } = stateOf(supervisor, 'one')
  const [first, second] = await Promise.allSettled([
    supervisor.restart('one'),
    supervisor.restart('one'),
  ])
  assert.deepEqual([first.status, second.status], ['rejected', 'fulfilled'])
  assert.notEqual(stateOf(supervisor, 'one').pid, pid)
  assert.equal(stateOf(supervisor, 'one').restarts, 1)
})

test('stopping during a start refuses the start, and nothing comes back', async (t) => {
  const { supervisor, spec } = open(t)
  const starting = rejection(supervisor.start(spec('one', 'slow')))
  const restarting = rejection(supervisor.restart('one'))
  await supervisor.stopAll()
  assert.equal((await starting).code, 'process_stopped')
  assert.equal((await restarting).code, 'process_stopped')
  assert.deepEqual(
    supervisor.states().map(({ state, pid }) => [state, pid]),
    [['stopped', null]],
  )
})

test('all stop one after the other: the named first, then the last started first', async (t) => {
  const { supervisor, spec } = open(t)
  for (const name of ['a', 'b', 'c']) await supervisor.start(spec(name, 'good'))
  const order: string[] = []
  supervisor.onChange(({ name, state }) => order.push(`${name} ${state}`))
  await supervisor.stopAll({ order: ['b'] })
  const expected = ['b', 'c', 'a'].flatMap((name) => [`${name} stopping`, `${name} stopped`])
  assert.deepEqual(order, expected)
})

test('a name is used once, an unknown one is refused, and so is a message beyond its limit', async (t) => {
  const { supervisor, spec } = open(t)
  await supervisor.start(spec('one', 'good'))
  assert.equal((await rejection(supervisor.start(spec('one', 'good')))).code, 'process_exists')
  assert.equal((await rejection(supervisor.stop('two'))).code, 'process_unknown')
  assert.throws(() => supervisor.send('one', 'x'.repeat(2_000_000)), /no message/)
})

test('when the supervisor is killed its children stop by themselves, in order', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-processes-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'said')
  const parent = spawn(
    process.execPath,
    ['--conditions=atoll-source', program, 'supervisor', file],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  t.after(() => parent.kill('SIGKILL'))
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const pids = JSON.parse(String(line)) as number[]
  assert.equal(pids.length, 2)
  assert.ok(pids.every(isAlive))
  parent.kill('SIGKILL')
  await until('the children ended', () => !pids.some(isAlive))
  assert.equal(readFileSync(file, 'utf8'), 'stopped in order\n'.repeat(2))
})
