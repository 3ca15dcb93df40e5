/**
 * Obtains a server once and keeps it in `.atoll/servers`, by what it is made of: Maven builds what has sources here and
 * fetches what others publish. Several processes may want it at the same time: one makes it, the others wait.
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
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { findTools, type Jdk, type Tools } from './java.ts'
import { lock } from './lock.ts'
import { runMaven } from './maven.ts'
import { type Artifact, type Project, registryAt, type ServerProgram } from './programs.ts'

/** Where builds, logs and the states of started servers stay. */
export const home = join(import.meta.dirname, '../../../.atoll/servers')

/** What is started: Java with these flags, the jar, then settings of the server. Or one sentence why there is none. */
export type Built =
  | {
      readonly isHere: true
      readonly java: string
      readonly flags: readonly string[]
      readonly jar: string
    }
  | { readonly isHere: false; readonly reason: string }

/** What Spring Boot 3 and 4 and Zipkin ask for. */
const majorLeast = 17
/** A first build fetches a hundred megabytes. Units: milliseconds. */
const buildMsMax = 900_000
/** The plugin of Maven that fetches, so that the one a Maven happens to prefer does not matter. */
const fetching = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy'

/** Builds or fetches it unless it is here. */
export async function buildServer(
  program: ServerProgram,
  tell: (line: string) => void,
): Promise<Built> {
  const tools = findTools(majorLeast)
  if (!tools.isHere) return tools
  const { jdk } = tools
  const { origin, title } = program
  const folder = join(home, 'builds', folderName(origin, jdk))
  const jar = join(folder, 'app', 'server.jar')
  const [, reading] = archiveFlags(jdk, folder)
  const archive = origin.kind === 'project' ? [reading] : []
  const built: Built = { isHere: true, java: jdk.java, flags: [...flags, ...archive], jar }
  if (existsSync(jar)) return built
  mkdirSync(folder, { recursive: true })
  await using _ = await lock(join(folder, 'lock'), buildMsMax)
  if (existsSync(jar)) return built
  const work = join(folder, 'work')
  rmSync(work, { recursive: true, force: true })
  const act = origin.kind === 'project' ? 'building' : 'fetching'
  tell(`${act} ${title} once with Maven and Java ${jdk.version}`)
  const problem =
    origin.kind === 'project'
      ? await buildProject(origin, folder, tools)
      : await fetchArtifact(origin, folder, tools)
  rmSync(work, { recursive: true, force: true })
  return problem === null ? built : { isHere: false, reason: problem }
}

type Found = Extract<Tools, { isHere: true }>

/** Puts the built server into the folder, unpacked. Answers null, or why it could not. */
async function buildProject(
  project: Project,
  folder: string,
  { jdk, env }: Found,
): Promise<string | null> {
  const source = sourceOf(project)
  const work = join(folder, 'work')
  cpSync(source, work, { recursive: true })
  writeFileSync(join(work, 'pom.xml'), pomOf(project))
  const problem = await runMaven(work, ['-DskipTests', 'package'], env)
  if (problem !== null) return `it could not be built: ${problem}`
  const app = join(work, 'target', 'app')
  const unpack = ['-Djarmode=tools', '-jar', 'target/server.jar', 'extract', '--destination', app]
  // What is not of Spring Boot lays itself out so.
  const isUnpacked = existsSync(app) || spawnSync(jdk.java, unpack, { cwd: work }).status === 0
  if (!isUnpacked) return 'it could not be unpacked'
  renameSync(app, join(folder, 'app'))
  // Without an archive it starts all the same, only later.
  const [writing] = archiveFlags(jdk, folder)
  const alone = Object.entries(registryAt('http://127.0.0.1:9')).map(
    (each) => `-D${each.join('=')}`,
  )
  const once = ['-Dspring.context.exit=onRefresh', '-Dserver.port=0', ...alone]
  const trained = [...flags, writing, ...once]
  const jar = join(folder, 'app', 'server.jar')
  spawnSync(jdk.java, [...trained, '-jar', jar], { cwd: folder, timeout: trainingMsMax })
  return null
}

/** Puts the fetched jar into the folder. Answers null, or why it could not. */
async function fetchArtifact(
  { coordinates }: Artifact,
  folder: string,
  { env }: Found,
): Promise<string | null> {
  const work = join(folder, 'work')
  mkdirSync(work)
  const goals = [fetching, `-Dartifact=${coordinates}`, `-DoutputDirectory=${work}`]
  const problem = await runMaven(work, goals, env)
  if (problem !== null) return `${coordinates} could not be fetched: ${problem}`
  const [fetched] = globSync('*.jar', { cwd: work })
  if (fetched === undefined) return `Maven fetched no jar for ${coordinates}`
  renameSync(join(work, fetched), join(work, 'server.jar'))
  renameSync(work, join(folder, 'app'))
  return null
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

function sourceOf({ folder }: Project): string {
  return join(import.meta.dirname, '../projects', folder)
}

function pomOf(project: Project): string {
  const text = readFileSync(join(sourceOf(project), 'pom.xml'), 'utf8')
  return text.replace(/@(\w+)@/g, (all, name: string) => project.versions[name] ?? all)
}

/** One folder for each thing that something was made of. */
function folderName(origin: Project | Artifact, jdk: Jdk): string {
  if (origin.kind === 'artifact') {
    const [, name = '', version = ''] = origin.coordinates.split(':')
    return `${name}-${version}`
  }
  const source = sourceOf(origin)
  const hash = createHash('sha256').update(jdk.version).update(pomOf(origin))
  for (const file of globSync('src/**/*.{java,properties,yml}', { cwd: source }).toSorted())
    hash.update(file).update(readFileSync(join(source, file)))
  return `${origin.folder}-${hash.digest('hex').slice(0, 16)}`
}
