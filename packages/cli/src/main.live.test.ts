/** The command line as real processes: what people see, and the exit codes of scripts. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { systemClock } from '@atoll/pipeline'
import { echoMsMax } from './ending.ts'

const bin = join(import.meta.dirname, '..', 'bin', 'atoll.js')
const testingMain = pathToFileURL(join(import.meta.dirname, 'testing.ts')).href
const waitMsMax = 20_000

const program = `export default {
  name: 'shop',
  services: [{ name: 'orders' }, { name: 'stock' }],
  gateways: [{ gateway: 'web' }],
  decisions: {},
}
`

interface Ran {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  readonly code: Promise<number | null>
}

function open(t: TestContext, { hasSystem = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-cli-'))
  const started: ChildProcess[] = []
  t.after(() => {
    for (const child of started) child.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })
  if (hasSystem) writeFileSync(join(folder, 'atoll.ts'), program)
  const launch = (args: readonly string[], behaves = ''): Ran => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, FAKE: behaves },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.push(child)
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk) => (out += String(chunk)))
    child.stderr.on('data', (chunk) => (err += String(chunk)))
    const code = new Promise<number | null>((resolve) => child.once('close', resolve))
    return { child, out: () => out, err: () => err, code }
  }
  return {
    folder,
    runFile: join(folder, '.atoll', 'run.json'),
    /** The program as it is shipped. */
    atoll: (...args: string[]) => launch([...flags, bin, ...args]),
    /** The same with an engine that runs nothing. */
    fake: (args: readonly string[], behaves = '') =>
      launch([...flags, launcher(folder), ...args], behaves),
    /** The same without the flags, so that it has to hand over. */
    handedOver: (args: readonly string[]) => launch([launcher(folder), ...args]),
  }
}

/** What the launcher would hand over for. */
const flags = ['--conditions=atoll-source', '--max-semi-space-size=8']

/** The launcher as it is shipped, beside a `src/main.ts` of our own. */
function launcher(folder: string): string {
  const copy = join(folder, '.cli', 'bin', 'atoll.js')
  mkdirSync(join(folder, '.cli', 'bin'), { recursive: true })
  mkdirSync(join(folder, '.cli', 'src'), { recursive: true })
  writeFileSync(join(folder, '.cli', 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, '.cli', 'src', 'main.ts'), `export { main } from '${testingMain}'\n`)
  copyFileSync(bin, copy)
  return copy
}

async function until(what: string, isDone: () => boolean): Promise<void> {
  const end = systemClock.monotonic() + waitMsMax
  while (!isDone()) {
    if (systemClock.monotonic() > end) assert.fail(`waited in vain until ${what}`)
    await systemClock.sleep(10)
  }
}

const isReady = (ran: Ran) => () => ran.out().includes('Stop with Ctrl-C')

async function ended(ran: Ran): Promise<{ code: number | null; out: string; err: string }> {
  const code = await ran.code
  return { code, out: ran.out(), err: ran.err() }
}

test('a reader that takes its time gets everything', (t) => {
  const { folder } = open(t)
  const whole = import.meta.resolve('@atoll/system')
  // So many mistakes that no pipe holds them.
  const program = `import { system } from '${whole}'
const decisions = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => ['area' + n, {}]))
export default system('shop', { services: [], decisions })`
  writeFileSync(join(folder, 'atoll.ts'), program)
  const command = [process.execPath, ...flags, bin, 'check', '--directory', folder]
  const piped = `${command.map((each) => `'${each}'`).join(' ')} | tail -n 1`
  const { stdout, stderr } = spawnSync('sh', ['-c', piped], { encoding: 'utf8' })
  assert.match(stdout, /does not keep to its decisions: \d{4} errors/, stderr)
})

test('help says what each command does, and which exit code means what', async (t) => {
  const { atoll } = open(t)
  const whole = await ended(atoll('--help'))
  assert.equal(whole.code, 0)
  const names = ['start', 'dev', 'stop', 'status', 'logs', 'reset', 'config-server', 'registry']
  for (const name of names) assert.match(whole.out, new RegExp(`^ {2}${name} .*\\w`, 'm'))
  assert.match(whole.out, /3 nothing runs here/)
  assert.doesNotMatch(whole.out, /^ {2}run /m)
  const one = await ended(atoll('help', 'start'))
  assert.match(one.out, /--topology .*one-process-encoded/s)
  assert.equal(one.code, 0)
})

test('the version is that of the package', async (t) => {
  const { atoll } = open(t)
  const { out, code } = await ended(atoll('--version'))
  assert.match(out, /^\d+\.\d+\.\d+\n$/)
  assert.equal(code, 0)
})

test('a command, option or value that does not exist ends with 2 and says what was meant', async (t) => {
  const { atoll } = open(t)
  const runs = [
    [['strat'], /unknown command 'strat'\n\(Did you mean start\?\)/],
    [['start', '--prot', '1'], /unknown option '--prot'\n\(Did you mean --port\?\)/],
    [['start', '--port', '65536'], /from 0 to 65535/],
    [['start', '--topology', 'cloud'], /Allowed choices are one-process/],
    [['logs', '--level', 'loud'], /Allowed choices are debug/],
    [[], /Usage: atoll/],
  ] as const
  const results = await Promise.all(runs.map(([args]) => ended(atoll(...args))))
  for (const [index, { code, err }] of results.entries()) {
    assert.equal(code, 2)
    assert.match(err, runs[index]?.[1] ?? /never/)
  }
})

test('without an atoll.ts there is one sentence and no stack', async (t) => {
  const { atoll, folder } = open(t, { hasSystem: false })
  const { code, err, out } = await ended(atoll('start'))
  assert.deepEqual([code, out], [1, ''])
  assert.match(err, /^There is no atoll\.ts in .*--directory\.\n$/)
  assert.equal(existsSync(join(folder, '.atoll')), false)
})

test('an atoll.ts that exports nothing, throws or does not parse is told in one sentence each', async (t) => {
  const { atoll, folder } = open(t)
  const wrong = [
    ['export const system = 1\n', /exports no system: end it with `export default system/],
    ["throw new Error('no luck')\n", /cannot be loaded: no luck\n$/],
    ["import 'no-such-package'\n", /cannot be loaded: Cannot find package 'no-such-package'/],
  ] as const
  for (const [text, said] of wrong) {
    writeFileSync(join(folder, 'atoll.ts'), text)
    const { code, err } = await ended(atoll('start'))
    assert.equal(code, 1)
    assert.match(err, said)
    assert.doesNotMatch(err, /\n\s+at /)
  }
})

test('start says one line when ready, and SIGINT stops it with one', async (t) => {
  const { fake, runFile } = open(t)
  const ran = fake(['start', '--port', '8123'])
  await until('it is ready', isReady(ran))
  assert.match(
    ran.out(),
    /^The shop is ready at http:\/\/localhost:8123 \(2 services in one process, \d+\.\d s\)\. Stop with Ctrl-C\.\n$/,
  )
  assert.equal(existsSync(runFile), true)
  ran.child.kill('SIGINT')
  const { code, out, err } = await ended(ran)
  assert.deepEqual([code, err], [0, ''])
  assert.match(out, /Stopping; Ctrl-C again ends it now\.\nStopped\.\n$/)
  assert.equal(existsSync(runFile), false)
})

test('a second Ctrl-C ends it now, an echo of the first does not', async (t) => {
  const { fake, runFile } = open(t)
  const ran = fake(['start'], 'never-stops')
  await until('it is ready', isReady(ran))
  ran.child.kill('SIGINT')
  await until('it stops', () => ran.out().includes('Stopping'))
  ran.child.kill('SIGINT')
  await systemClock.sleep(echoMsMax)
  assert.equal(ran.out().includes('killed'), false)
  ran.child.kill('SIGINT')
  const { code, out } = await ended(ran)
  assert.equal(code, 130)
  assert.match(out, /killed\n$/)
  assert.equal(existsSync(runFile), false)
})

test('Ctrl-C during the start is answered, twice ends it', async (t) => {
  const { fake, runFile } = open(t)
  const ran = fake(['start'], 'never-starts')
  await until('it starts', () => existsSync(runFile))
  await systemClock.sleep(50)
  ran.child.kill('SIGINT')
  await until('it answers', () => ran.out().includes('stops as soon as it has started'))
  await systemClock.sleep(echoMsMax)
  ran.child.kill('SIGINT')
  assert.equal((await ended(ran)).code, 130)
  assert.equal(existsSync(runFile), false)
})

test('a failed start is one sentence and leaves no claim; a process given up ends the whole', async (t) => {
  const { fake, runFile } = open(t)
  const failed = await ended(fake(['start'], 'fails'))
  assert.equal(failed.code, 1)
  assert.match(failed.err, /^Something unexpected happened: the database is unreachable\n$/)
  assert.equal(existsSync(runFile), false)
  const givenUp = await ended(fake(['start'], 'gives-up'))
  assert.equal(givenUp.code, 1)
  assert.match(givenUp.err, /^The process 'orders' failed\.\nEverything else stops now\.\n$/)
})

test('a second start beside the first is refused with 4, and status and stop find the first', async (t) => {
  const { fake, atoll, runFile } = open(t)
  const none = await ended(atoll('status'))
  assert.deepEqual([none.code, none.err.startsWith('Nothing runs in')], [3, true])
  assert.equal((await ended(atoll('stop'))).code, 3)
  const first = fake(['start', '--topology', 'processes'])
  await until('it is ready', isReady(first))
  const second = await ended(fake(['start']))
  assert.equal(second.code, 4)
  assert.match(
    second.err,
    /^The shop in .* runs at http:\/\/localhost:8080 already \(process \d+\)/,
  )
  const reset = await ended(atoll('reset', '--yes'))
  assert.deepEqual([reset.code, /stop it first/.test(reset.err)], [4, true])

  const shown = await ended(atoll('status'))
  assert.equal(shown.code, 0)
  assert.match(shown.out, /^orders +ready +\d+ +0 +- +-$/m)
  const json: unknown = JSON.parse((await ended(atoll('status', '--json'))).out)
  assert.equal((json as { running: boolean }).running, true)

  const stopped = await ended(atoll('stop'))
  assert.deepEqual([stopped.code, stopped.out], [0, 'The shop is stopped.\n'])
  assert.equal((await ended(first)).code, 0)
  assert.equal(existsSync(runFile), false)
})

test('stop --now does not wait for the work', async (t) => {
  const { fake, atoll } = open(t)
  const first = fake(['start'], 'never-stops')
  await until('it is ready', isReady(first))
  assert.equal((await ended(atoll('stop', '--now'))).code, 0)
  assert.equal((await ended(first)).code, 130)
})

test('what a killed start or half a write left behind stops nobody', async (t) => {
  const { fake, runFile } = open(t)
  const killed = fake(['start'])
  await until('it is ready', isReady(killed))
  killed.child.kill('SIGKILL')
  await killed.code
  assert.equal(existsSync(runFile), true)
  // The same id, used again by somebody else: this very process.
  const left = JSON.parse(readFileSync(runFile, 'utf8')) as Record<string, unknown>
  const contents = [
    JSON.stringify(left),
    JSON.stringify({ ...left, pid: process.pid }),
    '{"pid": 1',
  ]
  for (const content of contents) {
    writeFileSync(runFile, content)
    const again = fake(['start'])
    await until('it is ready', isReady(again))
    again.child.kill('SIGTERM')
    assert.equal((await ended(again)).code, 0)
  }
})

test('a folder that cannot be written is told in one sentence', async (t) => {
  const { fake, folder } = open(t)
  writeFileSync(join(folder, '.atoll'), 'a file')
  const { code, err } = await ended(fake(['start']))
  assert.equal(code, 1)
  assert.match(err, /^.*\.atoll.* cannot be used \(\w+\): a file stands where a folder is needed/)
  assert.equal(err.trimEnd().split('\n').length, 1)
})

test('reset asks for --yes, deletes all state and ends what a killed start left behind', async (t) => {
  const { atoll, folder } = open(t)
  assert.match((await ended(atoll('reset', '--yes'))).out, /^There is nothing to reset/)
  const data = join(folder, '.atoll', 'data')
  mkdirSync(data, { recursive: true })
  const orphan = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { cwd: data })
  t.after(() => orphan.kill('SIGKILL'))
  const orphanEnded = new Promise((resolve) => orphan.once('exit', resolve))
  const unsure = await ended(atoll('reset'))
  assert.deepEqual([unsure.code, existsSync(data)], [2, true])
  assert.match(unsure.err, /confirm with --yes/)
  assert.equal((await ended(atoll('reset', '--yes'))).code, 0)
  assert.equal(existsSync(join(folder, '.atoll')), false)
  await orphanEnded
})

test('dev starts again what a file concerns, and waits out what fails', async (t) => {
  const { fake, folder } = open(t)
  mkdirSync(join(folder, 'services', 'orders'), { recursive: true })
  const file = join(folder, 'services', 'orders', 'place.ts')
  writeFileSync(file, '')
  const ran = fake(['dev'])
  await until('it watches', () => ran.out().includes('Watching'))
  writeFileSync(file, '1')
  await until('orders is back', () => ran.out().includes('orders is ready'))
  assert.match(ran.out(), /services.orders.place\.ts changed: orders starts again\./)
  mkdirSync(join(folder, 'contracts'))
  await until('the new folder concerns all', () => ran.out().includes('web is ready'))
  ran.child.kill('SIGINT')
  assert.equal((await ended(ran)).code, 0)

  const failing = fake(['dev'], 'restart-fails')
  await until('it watches', () => failing.out().includes('Watching'))
  writeFileSync(file, '2')
  await until('it tells', () => failing.err().includes('orders does not compile'))
  failing.child.kill('SIGINT')
  assert.equal((await ended(failing)).code, 0)
})

test('the launcher hands over with the flags it lacks; killed, it leaves nothing running', async (t) => {
  const { handedOver, runFile } = open(t)
  const ran = handedOver(['start'])
  await until('it is ready', isReady(ran))
  const { pid } = JSON.parse(readFileSync(runFile, 'utf8')) as { pid: number }
  assert.notEqual(pid, ran.child.pid)
  const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  for (const flag of flags) assert.ok(commandLine.includes(flag), flag)
  ran.child.kill('SIGKILL')
  await until('what it launched ended', () => !existsSync(runFile))
})

test('run by hand says who it is for', async (t) => {
  const { atoll, folder } = open(t)
  writeFileSync(join(folder, 'atoll.ts'), program)
  const { code, err } = await ended(atoll('run', 'orders'))
  assert.equal(code, 1)
  assert.match(err, /^No supervisor is there: .*not by hand\.\n$/)
})
