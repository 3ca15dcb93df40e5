/**
 * The one peer that is not JavaScript: builds `bench/peers/spring` when a measurement first needs
 * it, and trains an archive of loaded classes for each of its processes. Java and Maven are found by `@atoll/servers`, never installed.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findTools, type Jdk, runMaven } from '@atoll/servers'
import { order } from './contracts.ts'

/** Whether the peer can be run: how, or one sentence why not. */
export type SpringPeer =
  | { readonly isHere: true; readonly runs: string }
  | { readonly isHere: false; readonly reason: string }

const folder = join(import.meta.dirname, 'peers', 'spring')
const target = join(folder, 'target')
const builtFile = join(target, 'built.json')

/** Spring Boot 3 asks for it; virtual threads come with 21. */
const majorLeast = 17
/** The first that keeps what it learned of methods beside the classes. Source JEP 514, JEP 515 */
const majorWithAot = 25
/** So many answers until the code that matters has been seen. */
const trainingRequests = 1_000
const trainingCallers = 20
/** Training ends with the archives being written. Units: milliseconds. */
const trainingMsMax = 600_000
/**
 * One core: the serial collector is the JVM's own choice there. A heap of 64 MB holds three times what
 * stays alive, so that no full collection is needed; compact headers save memory where there are any. What the JVM itself says goes to the error output.
 */
const flagsOfAll = ['-XX:+UseSerialGC', '-Xmx64m', '-Xlog:disable', '-Xlog:all=error:stderr']

/** Builds the peer unless it is built already. */
export async function buildSpring(tell: (line: string) => void): Promise<SpringPeer> {
  const tools = findTools(majorLeast)
  if (!tools.isHere) return tools
  const { jdk, env } = tools
  const runs = `Java ${jdk.version}`
  const made = fingerprint(jdk)
  if (readBuilt() === made) return { isHere: true, runs }
  tell(`building the Spring peer once with Maven and ${runs}, into bench/peers/spring/target`)
  rmSync(target, { recursive: true, force: true })
  const problem = await runMaven(folder, ['package'], env)
  if (problem !== null) return { isHere: false, reason: `its build failed: ${problem}` }
  tell('training its archives of loaded classes')
  const flags = flagsOf(jdk)
  const [writing, reading] = archiveFlags(jdk)
  writeFileSync(builtFile, JSON.stringify({ java: jdk.java, flags: [...flags, writing] }))
  try {
    await train()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { isHere: false, reason: `its training failed: ${why}` }
  }
  writeFileSync(builtFile, JSON.stringify({ made, java: jdk.java, flags: [...flags, reading] }))
  return { isHere: true, runs }
}

/** What has to be the same for a build to be of use: sources, JDK, flags. */
function fingerprint(jdk: Jdk): string {
  const words = [jdk.java, jdk.version, ...flagsOf(jdk), ...archiveFlags(jdk)]
  const hash = createHash('sha256').update(words.join(' '))
  for (const file of [
    'pom.xml',
    ...globSync('src/main/**/*.{java,yml}', { cwd: folder }).toSorted(),
  ])
    hash.update(file).update(readFileSync(join(folder, file)))
  return hash.digest('hex')
}

function flagsOf({ major }: Jdk): readonly string[] {
  return major >= majorWithAot ? [...flagsOfAll, '-XX:+UseCompactObjectHeaders'] : flagsOfAll
}

function readBuilt(): unknown {
  if (!existsSync(builtFile)) return null
  const built: unknown = JSON.parse(readFileSync(builtFile, 'utf8'))
  return typeof built === 'object' && built !== null && 'made' in built ? built.made : null
}

/** How archives are written at the end of a training, and read afterwards. */
function archiveFlags({ major }: Jdk): readonly [string, string] {
  const [cache, classes] = [join(target, '{role}.aot'), join(target, '{role}.jsa')]
  if (major >= majorWithAot) return [`-XX:AOTCacheOutput=${cache}`, `-XX:AOTCache=${cache}`]
  return [`-XX:ArchiveClassesAtExit=${classes}`, `-XX:SharedArchiveFile=${classes}`]
}

/** Runs the chain once under requests; on its end each process writes its archive. */
async function train(): Promise<void> {
  const child = spawn(process.execPath, [join(folder, 'chain.js')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: trainingMsMax,
  })
  const ended: Promise<readonly unknown[]> = once(child, 'close')
  const early = ended.then(() => Promise.reject(new Error('it ended before it began')))
  // Its end is wanted once it has begun.
  early.catch(() => {})
  try {
    const lines: readonly unknown[] = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      early,
    ])
    await askOften(String(lines[0]))
  } finally {
    child.stdin.end()
  }
  const [code] = await ended
  if (code !== 0) throw new Error(`it ended with ${String(code)}`)
}

async function askOften(line: string): Promise<void> {
  const said: unknown = JSON.parse(line)
  if (typeof said !== 'object' || said === null || !('url' in said) || !('token' in said))
    throw new Error(`it said '${line}'`)
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${String(said.token)}`,
  }
  const asked = { method: 'POST', headers, body: JSON.stringify(order) }
  const url = `${String(said.url)}/quotes`
  const each = trainingRequests / trainingCallers
  const caller = async () => {
    for (let count = 0; count < each; count += 1) {
      const reply = await fetch(url, asked)
      await reply.arrayBuffer()
      if (reply.status !== 200) throw new Error(`it answered ${reply.status}`)
    }
  }
  await Promise.all(Array.from({ length: trainingCallers }, caller))
}
