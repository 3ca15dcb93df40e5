/**
 * Somebody's folder: an install of a framework and the packed pieces, and services in it that run as processes of their
 * own. Called by the live tests of this folder; everything is gone at the end.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort, until } from '@atoll/testkit'
import { runCommand, toolPath } from '../check/command.ts'
import { readTree } from '../check/tree.ts'
import { packAll } from './pack.ts'
import { importedBy, installedFor, without } from './pieces.ts'

const root = join(import.meta.dirname, '../..')
const services = join(root, 'examples/one-piece/services')

/** A folder in which npm has installed what its services import. */
export interface Strangers extends AsyncDisposable {
  /** Starts a service and waits until it answers `/hello`. */
  start(file: string, settings: Readonly<Record<string, string>>): Promise<Stranger>
}

/** A service that runs. Disposing it asks it to end. */
export interface Stranger extends AsyncDisposable {
  /** Shape: `http://127.0.0.1:40321`. */
  readonly url: string
  /** Sends a signal and answers how it ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ code: number | null; signal: string | null }>
  /** Everything it wrote. */
  output(): string
}

/**
 * Packs what the services import, installs it from the tarballs beside the frameworks, and compiles Nest's. What a service
 * was before it took a piece stands below `original`.
 */
export async function installStrangers(): Promise<Strangers> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-strangers-'))
  const home = join(folder, 'home')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    cpSync(services, home, { recursive: true })
    writeOriginals(home)
    await install(folder, home)
    await compileNest(home)
  } catch (error) {
    remove()
    throw error
  }
  const running = new Set<Stranger>()
  return {
    async start(file, settings) {
      const stranger = await startStranger(join(home, file), settings)
      running.add(stranger)
      return stranger
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...running].map((each) => each.end('SIGKILL')))
      remove()
    },
  }
}

function writeOriginals(home: string): void {
  for (const file of globSync('*/*.{js,ts}', { cwd: home })) {
    const place = join(home, 'original', file)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, without(readFileSync(join(home, file), 'utf8')))
  }
  for (const shared of globSync('*.{js,d.ts}', { cwd: home }))
    cpSync(join(home, shared), join(home, 'original', shared))
}

async function install(folder: string, home: string): Promise<void> {
  const text = globSync('*/*.{js,ts}', { cwd: home }).map((each) =>
    readFileSync(join(home, each), 'utf8'),
  )
  const { packages } = readTree(root)
  const names = installedFor(packages, importedBy(text.join('\n').split('\n')))
  const tarballs = await packAll(root, folder, ({ name }) => names.has(name))
  // A manifest that npm is about to read.
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  for (const { owner, file } of tarballs) manifest.dependencies[owner.name] = `file:${file}`
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest))
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts']
  await runWhole('npm', ['install', '--prefer-offline', ...quiet], home)
}

/** As Nest's own projects are compiled: with decorators, checked against the types that were packed. */
async function compileNest(home: string): Promise<void> {
  const files = globSync('{nest,original/nest}/*.ts', { cwd: home })
  const language = ['--module', 'nodenext', '--target', 'es2024', '--experimentalDecorators']
  const types = ['--types', 'node']
  const checks = ['--strict', '--skipLibCheck', '--pretty', 'false']
  await runWhole(toolPath(root, 'tsc'), [...language, ...types, ...checks, ...files], home)
}

async function runWhole(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, stdout, stderr } = await runCommand(command, [...args], { cwd })
  if (code !== 0) throw new Error(`${command} failed in a stranger's folder:\n${stdout}${stderr}`)
}

async function startStranger(
  file: string,
  settings: Readonly<Record<string, string>>,
): Promise<Stranger> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { PATH: process.env['PATH'], ...settings, PORT: String(port) }
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let written = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (written += text))
  const end = (signal: 'SIGTERM' | 'SIGKILL') => endChild(child, signal)
  const isReady = async () => {
    if (child.exitCode !== null) return 'ended'
    return (await fetch(`${url}/hello`).catch(() => null))?.status === 200 && 'ready'
  }
  const what = `${file} to answer`
  const state = await until(isReady, { withinMs: 20_000, what, explain: () => written })
  if (state === 'ended') throw new Error(`${file} ended:\n${written}`)
  return {
    url,
    end,
    output: () => written,
    [Symbol.asyncDispose]: async () => void (await end('SIGTERM')),
  }
}

async function endChild(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL') {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit')
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(timer)
  }
  return { code: child.exitCode, signal: child.signalCode }
}
