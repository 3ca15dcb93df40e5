/**
 * As whom the programs of PostgreSQL run: they refuse root. The launcher chooses once, by trying; an ordinary user runs
 * them directly, root inside a user namespace, or as an unprivileged user where namespaces are refused.
 */
import { execFile, type SpawnOptions, spawn } from 'node:child_process'
import { access, mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Binaries, copyBinaries, linkLibraries } from './binaries.ts'
import { cannotRun, unsupportedPlatform } from './refusals.ts'

/** A way to run a program of PostgreSQL. */
export interface Runner {
  readonly binaries: Binaries
  readonly identity: Identity
  /** 18.4 */
  readonly version: string
  /** A folder outside the project, for what must be reachable by another user. */
  readonly cache: string
}

/** As whom a program runs. */
export interface Identity {
  readonly name: 'self' | 'namespace' | 'nobody'
  /** What stands before the program's own path. */
  readonly prefix: readonly string[]
  /** The user that owns data and runs the program; undefined is this process's own. */
  readonly uid?: number
}

const self: Identity = { name: 'self', prefix: [] }
const namespaceArguments = ['--user', '--map-user=1000', '--map-group=1000']
const unsharePaths = ['/usr/bin/unshare', '/bin/unshare']
const nobodyId = 65_534
const probeTimeoutMs = 10_000
const versionText = /(\d+\.\d+)/

/** How the programs are run, for tests that force the last resort. */
export interface RunnerSettings {
  readonly cacheDirectory?: string | undefined
  readonly identity?: Identity['name'] | undefined
}

/**
 * Finds the first way that works.
 *  Faults   unavailable postgres.cannot_run; unimplemented postgres.unsupported_platform
 */
export async function chooseRunner(
  found: Binaries,
  unique: string,
  settings: RunnerSettings = {},
): Promise<Runner> {
  const cache = settings.cacheDirectory ?? (await defaultCache())
  const isLinked = await linkLibraries(found)
  const reasons: string[] = []
  for (const identity of await identities(settings.identity)) {
    for (const place of isLinked ? ['installed', 'copied'] : ['copied']) {
      const binaries = place === 'installed' ? found : await copyBinaries(found, cache, unique)
      const tried = await tryVersion(binaries, identity)
      if ('version' in tried) return { binaries, identity, version: tried.version, cache }
      reasons.push(`${identity.name}, ${place}: ${tried.reason}`)
    }
  }
  if (isMusl()) throw unsupportedPlatform(found.platform, 'it needs glibc, this system has musl')
  throw cannotRun(reasons)
}

/** Runs one of the programs to its end. */
export function runProgram(
  runner: Pick<Runner, 'binaries' | 'identity'>,
  program: 'initdb' | 'postgres',
  options: { readonly args: readonly string[]; readonly timeoutMs: number },
): Promise<string> {
  const [command, args] = commandLine(runner, program, options.args)
  const { uid } = runner.identity
  return new Promise((resolve, reject) => {
    execFile(
      command,
      args,
      { ...asUser(uid), env: environment, timeout: options.timeoutMs, cwd: '/' },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else reject(new Error(stderr.trim() || error.message, { cause: error }))
      },
    )
  })
}

/** Starts the server in a session of its own, so that what stops this process does not reach it. */
export function spawnServer(runner: Runner, args: readonly string[], options: SpawnOptions) {
  const [command, all] = commandLine(runner, 'postgres', args)
  return spawn(command, all, {
    ...options,
    ...asUser(runner.identity.uid),
    env: environment,
    detached: true,
  })
}

const environment = { LC_ALL: 'C', TZ: 'UTC' }

function commandLine(
  runner: Pick<Runner, 'binaries' | 'identity'>,
  program: string,
  args: readonly string[],
): [string, string[]] {
  const [command = '', ...rest] = [
    ...runner.identity.prefix,
    join(runner.binaries.folder, 'bin', program),
    ...args,
  ]
  return [command, rest]
}

function asUser(uid: number | undefined): { uid?: number; gid?: number } {
  return uid === undefined ? {} : { uid, gid: uid }
}

async function identities(forced: Identity['name'] | undefined): Promise<readonly Identity[]> {
  const all = process.getuid?.() === 0 ? await identitiesOfRoot() : [self]
  return forced === undefined ? all : all.filter(({ name }) => name === forced)
}

async function identitiesOfRoot(): Promise<readonly Identity[]> {
  const nobody: Identity = { name: 'nobody', prefix: [], uid: nobodyId }
  for (const path of unsharePaths) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    )
    if (!isThere) continue
    return [{ name: 'namespace', prefix: [path, ...namespaceArguments] }, nobody]
  }
  return [nobody]
}

async function tryVersion(
  binaries: Binaries,
  identity: Identity,
): Promise<{ version: string } | { reason: string }> {
  try {
    const answer = await runProgram({ binaries, identity }, 'postgres', {
      args: ['--version'],
      timeoutMs: probeTimeoutMs,
    })
    return { version: versionText.exec(answer)?.[1] ?? answer.trim() }
  } catch (error) {
    return { reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown' }
  }
}

/** Root's cache must be reachable by nobody, which a home directory is not. */
async function defaultCache(): Promise<string> {
  const ofUser = join(homedir(), '.cache', 'atoll')
  if (process.getuid?.() !== 0) return ofUser
  const ofSystem = '/var/cache/atoll'
  return mkdir(ofSystem, { recursive: true, mode: 0o755 }).then(
    () => ofSystem,
    () => ofUser,
  )
}

/** Node reports the version of glibc it runs on, and nothing on musl. */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false
  const report: unknown = process.report.getReport()
  const header =
    typeof report === 'object' && report !== null && 'header' in report ? report.header : undefined
  return typeof header === 'object' && header !== null && !('glibcVersionRuntime' in header)
}
