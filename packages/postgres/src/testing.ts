/**
 * A fresh database for a test, from a server that all tests of a run share. Tests of any package open it; it never
 * touches a database that it did not make.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIds, type Ids, systemClock } from '@atoll/pipeline'
import pg from 'pg'
import { openPool, type Pool } from './pool.ts'
import { openServer, removeServer, type Server } from './server.ts'

/** Names a server by its superuser's URL; without it, each test process starts one of its own. */
export const testServerVariable = 'ATOLL_TEST_POSTGRES'

/** What a test database starts with. */
export interface TestDatabaseSettings {
  /** Run once per process and function on a template, of which each database is a copy. Leave no connection open. */
  readonly prepare?: ((url: string) => Promise<void>) | undefined
}

/** A database that is dropped when the test is done with it. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string
  /** Of a role that owns this database and is no superuser. */
  readonly url: string
  /** The superuser's, for this database; to look at or end its sessions. */
  readonly superuserUrl: string
}

const folderPrefix = 'atoll-test-postgres-'
/** An idle connection would keep a process that is done from ending. */
const adminIdleTimeoutMs = 200
/** A younger folder may belong to a process that is about to lock it. */
const abandonedAgeMsMin = 60_000
const ids: Ids = createIds(systemClock)
const templates = new WeakMap<(url: string) => Promise<void>, Promise<string>>()
let ground: Promise<Ground> | undefined

/** What all databases of one process share. */
interface Ground {
  readonly superuserUrl: string
  readonly role: string
  readonly password: string
  readonly admin: () => Promise<Pool>
}

/** Makes a database for one test. */
export async function openTestDatabase(settings: TestDatabaseSettings = {}): Promise<TestDatabase> {
  ground ??= openGround()
  const shared = await ground
  const template = await templateFor(shared, settings.prepare)
  const name = `test_${ids.hex(8)}`
  await create(shared, name, template)
  return {
    name,
    url: urlOf(shared, name),
    superuserUrl: toDatabase(shared.superuserUrl, name),
    [Symbol.asyncDispose]: () => drop(shared, name),
  }
}

async function templateFor(
  shared: Ground,
  prepare: TestDatabaseSettings['prepare'],
): Promise<string> {
  if (prepare === undefined) return 'template0'
  const known = templates.get(prepare)
  if (known !== undefined) return known
  const made = makeTemplate(shared, prepare)
  templates.set(prepare, made)
  return made
}

async function makeTemplate(
  shared: Ground,
  prepare: (url: string) => Promise<void>,
): Promise<string> {
  const name = `test_template_${ids.hex(8)}`
  await create(shared, name, 'template0')
  await prepare(urlOf(shared, name))
  atEnd.push(() => drop(shared, name))
  return name
}

async function create(shared: Ground, name: string, template: string): Promise<void> {
  const admin = await shared.admin()
  await admin.query({ text: `create database ${name} template ${template} owner ${shared.role}` })
  await admin.query({ text: `revoke all on database ${name} from public` })
}

async function drop(shared: Ground, name: string): Promise<void> {
  const admin = await shared.admin()
  await admin.query({ text: `drop database if exists ${name} with (force)` })
}

/** What is left to do when this process has nothing else to do; last in, first out. */
const atEnd: (() => Promise<void>)[] = []

async function openGround(): Promise<Ground> {
  process.on('beforeExit', () => void atEnd.pop()?.())
  const superuserUrl = process.env[testServerVariable] ?? (await openOwnServer()).url
  let admin: Promise<Pool> | undefined
  const openAdmin = (): Promise<Pool> => {
    admin ??= openPool({
      url: superuserUrl,
      connectionsMax: 2,
      idleTimeoutMs: adminIdleTimeoutMs,
      application: 'atoll-testing',
    })
    return admin
  }
  const role = `test_${ids.hex(8)}`
  const password = ids.hex(16)
  const pool = await openAdmin()
  await pool.query({ text: `create role ${role} login password ${pg.escapeLiteral(password)}` })
  atEnd.push(async () => {
    await pool.query({ text: `drop role ${role}` })
    await pool[Symbol.asyncDispose]()
  })
  return { superuserUrl, role, password, admin: openAdmin }
}

/** Starts a server for this process, after removing those of processes that were killed. */
async function openOwnServer(): Promise<Server> {
  await removeAbandoned()
  const directory = await mkdtemp(join(tmpdir(), folderPrefix))
  const server = await openServer({ directory, durable: false })
  process.once('exit', () => kill(server.pid))
  atEnd.push(async () => {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  })
  return server
}

/** A test runner may end this process without letting it finish. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT')
  } catch {
    // It has stopped already, which is what was wanted.
  }
}

async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(folderPrefix)) continue
    const directory = join(tmpdir(), name)
    const madeAtMs = await stat(directory).then(
      (found) => found.mtimeMs,
      () => Number.POSITIVE_INFINITY,
    )
    if (systemClock.now() - madeAtMs < abandonedAgeMsMin) continue
    // One that is in use, or another user's, stays.
    await removeServer(directory).catch(() => {})
  }
}

function urlOf(shared: Ground, database: string): string {
  const url = new URL(toDatabase(shared.superuserUrl, database))
  url.username = shared.role
  url.password = shared.password
  return url.href
}

function toDatabase(superuserUrl: string, database: string): string {
  const url = new URL(superuserUrl)
  url.pathname = `/${database}`
  return url.href
}

export { type Break, openWire, type Wire } from './testing-wire.ts'
