/**
 * Builds a server once and keeps it in `.atoll/servers`, by what it is made of. Several processes may want it at the
 * same time: one builds, the others wait.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { until } from '@atoll/testkit'
import { findTools, type Jdk } from './java.ts'
import { runMaven } from './maven.ts'
import type { ServerProgram } from './programs.ts'

/** Where builds, logs and the states of started servers stay. */
export const home = join(import.meta.dirname, '../../../.atoll/servers')

/** What is started: Java with these words, then settings of the server. Or one sentence why there is none. */
export type Built =
  | {
      readonly isHere: true
      readonly java: string
      readonly words: readonly string[]
      readonly jar: string
    }
  | { readonly isHere: false; readonly reason: string }

/** What Spring Boot 3 and 4 ask for. */
const majorLeast = 17
/** A first build fetches a hundred megabytes. Units: milliseconds. */
const buildMsMax = 900_000

/** Builds it unless it is built. */
export async function buildServer(
  program: ServerProgram,
  tell: (line: string) => void,
): Promise<Built> {
  const tools = findTools(majorLeast)
  if (!tools.isHere) return tools
  const { jdk, env } = tools
  const source = join(import.meta.dirname, '../projects', program.project)
  const folder = join(home, 'builds', `${program.project}-${fingerprint(source, program, jdk)}`)
  const jar = join(folder, 'app', 'server.jar')
  const [writing, reading] = archiveFlags(jdk, folder)
  const built: Built = {
    isHere: true,
    java: jdk.java,
    words: [...flags, reading, '-jar', jar],
    jar,
  }
  if (existsSync(jar)) return built
  mkdirSync(folder, { recursive: true })
  await using _ = await lock(join(folder, 'lock'))
  if (existsSync(jar)) return built
  tell(`building ${program.title} once with Maven and Java ${jdk.version}`)
  const work = join(folder, 'work')
  rmSync(work, { recursive: true, force: true })
  cpSync(source, work, { recursive: true })
  writeFileSync(join(work, 'pom.xml'), pomOf(source, program))
  const problem = await runMaven(work, ['-DskipTests', 'package'], env)
  if (problem !== null)
    return { isHere: false, reason: `${program.title} could not be built: ${problem}` }
  const unpacked = join(work, 'app')
  const unpack = ['-Djarmode=tools', '-jar', 'target/server.jar', 'extract', '--destination']
  const isUnpacked = spawnSync(jdk.java, [...unpack, unpacked], { cwd: work }).status === 0
  if (!isUnpacked) return { isHere: false, reason: `${program.title} could not be unpacked` }
  renameSync(unpacked, join(folder, 'app'))
  // Without an archive it starts all the same, only later.
  const trained = [...flags, writing, '-Dspring.context.exit=onRefresh', '-jar', jar]
  spawnSync(jdk.java, [...trained, '--server.port=0'], { cwd: folder, timeout: trainingMsMax })
  rmSync(work, { recursive: true, force: true })
  return built
}

/** A small heap, one thread that collects, and no compiling for the long run: it is started often and lives briefly. */
const flags = [
  '-Xmx192m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xlog:disable',
  '-Xlog:all=error:stderr',
]
/** The first that keeps what it learned of methods beside the classes. Source: JEP 514 */
const majorWithAot = 25
/** Units: milliseconds. */
const trainingMsMax = 300_000

/** How an archive of loaded classes is written once and read afterwards: it halves the time of a start. */
function archiveFlags({ major }: Jdk, folder: string): readonly [writing: string, reading: string] {
  const [cache, classes] = [join(folder, 'server.aot'), join(folder, 'server.jsa')]
  if (major >= majorWithAot) return [`-XX:AOTCacheOutput=${cache}`, `-XX:AOTCache=${cache}`]
  return [`-XX:ArchiveClassesAtExit=${classes}`, `-XX:SharedArchiveFile=${classes}`]
}

function pomOf(source: string, { versions }: ServerProgram): string {
  const text = readFileSync(join(source, 'pom.xml'), 'utf8')
  return text.replace(/@(\w+)@/g, (all, name: string) => versions[name] ?? all)
}

function fingerprint(source: string, program: ServerProgram, jdk: Jdk): string {
  const hash = createHash('sha256').update(jdk.version).update(pomOf(source, program))
  for (const file of globSync('src/**/*.{java,yml}', { cwd: source }).toSorted())
    hash.update(file).update(readFileSync(join(source, file)))
  return hash.digest('hex').slice(0, 16)
}

/** A folder that only one process can make. Whoever ended without removing it is not waited for. */
async function lock(folder: string): Promise<AsyncDisposable> {
  const holder = join(folder, 'pid')
  const take = () => {
    try {
      mkdirSync(folder)
      writeFileSync(holder, String(process.pid))
      return true
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      if (isLeft(folder, holder)) rmSync(folder, { recursive: true, force: true })
      return false
    }
  }
  await until(take, { withinMs: buildMsMax, what: 'another process to end its build' })
  return {
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** How long a lock may be without the number of its process: between the two lines that make it. Units: milliseconds. */
const namelessMsMax = 5_000

function isLeft(folder: string, holder: string): boolean {
  try {
    if (!existsSync(holder)) return Date.now() - statSync(folder).mtimeMs > namelessMsMax
    const pid = Number(readFileSync(holder, 'utf8'))
    // Not written whole: whoever held it is gone, or about to write.
    if (!(pid > 0)) return Date.now() - statSync(folder).mtimeMs > namelessMsMax
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
