/**
 * `npm run servers`: starts the real servers that Atoll is made to live beside, each with one command, on loopback, and
 * ends them again. They run on after this program has ended. Arguments: see `usage`.
 */
import { until } from '@atoll/testkit'
import { readArguments, refuse } from '@atoll/testkit/arguments'
import { buildServer } from './src/build.ts'
import { startServer } from './src/open.ts'
import { isTaken } from './src/port.ts'
import { isServerName, programs, type ServerName, toldOfMissing } from './src/programs.ts'
import { folderOf, forgetStarted, isSame, keepStarted, readStarted } from './src/state.ts'

const names = Object.keys(programs).filter(isServerName)
const usage = `npm run servers -- up <name …> | down [name …] | build [name …] | status
  up      builds or fetches what is missing with Maven, starts it on loopback and waits until it can be used
  down    ends what up has started; all if no name is given
  build   only builds or fetches what is missing; all if no name is given
  status  says what runs, and where

${names.map((name) => `  ${name.padEnd(10)} ${programs[name].title}, port ${programs[name].port}`).join('\n')}`

/** How long a server may take to end before it is killed. Units: milliseconds. */
const stopMsMax = 10_000

const { positionals } = readArguments({ usage, options: {}, allowPositionals: true })
const [act, ...given] = positionals
const unknown = given.filter((name) => !isServerName(name))
if (unknown.length > 0) refuse(`There is no server ${unknown.join(', ')}.`, usage)
const wanted = given.filter(isServerName)

try {
  if (act === 'up') await up(wanted)
  else if (act === 'down') await down(wanted.length === 0 ? names : wanted)
  else if (act === 'build') await build(wanted.length === 0 ? names : wanted)
  else if (act === 'status' && wanted.length === 0) status()
  else refuse(act === undefined ? 'Say what to do.' : `There is no '${act}' like that.`, usage)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function up(chosen: readonly ServerName[]): Promise<void> {
  if (chosen.length === 0) refuse('Say which servers.', usage)
  for (const name of chosen) {
    const running = readStarted(name)
    if (running !== null) {
      console.log(`${name} runs at ${running.url}`)
      continue
    }
    const { port } = programs[name]
    const options = { port, folder: folderOf(name), isDetached: true }
    const { url, pid, jar, child } = await startServer(name, options)
    keepStarted({ name, pid, url, jar })
    child.unref()
    console.log(`${name} runs at ${url}`)
  }
  for (const name of chosen) {
    const missing = await toldOfMissing(name, isTaken)
    if (missing !== null) console.log(missing)
  }
}

async function down(chosen: readonly ServerName[]): Promise<void> {
  for (const name of chosen) {
    const running = readStarted(name)
    if (running === null) continue
    process.kill(running.pid, 'SIGTERM')
    const isGone = () => !isSame(running)
    await until(isGone, { withinMs: stopMsMax, what: `${name} to end` }).catch(() =>
      process.kill(running.pid, 'SIGKILL'),
    )
    forgetStarted(name)
    console.log(`${name} has ended`)
  }
}

async function build(chosen: readonly ServerName[]): Promise<void> {
  for (const name of chosen) {
    const built = await buildServer(programs[name], (line) => console.error(line))
    if (!built.isHere) throw new Error(`${programs[name].title} cannot be had: ${built.reason}`)
    console.log(`${name} is here`)
  }
}

function status(): void {
  for (const name of names) {
    const running = readStarted(name)
    console.log(`${name.padEnd(10)} ${running === null ? 'does not run' : running.url}`)
  }
}
