/**
 * The directory of an embedded server: where its data, its socket and its secrets are, and how the data is made. The
 * launcher uses it while holding the lock. What is half made has another name than what is whole.
 */
import { createHash } from 'node:crypto'
import {
  chmod,
  chown,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeOf } from './process-life.ts'
import { damaged, toDirectoryFault, versionDiffers } from './refusals.ts'
import { type Runner, runProgram } from './runner.ts'

const initTimeoutMs = 120_000
/** The longest path of a socket that every system takes. Source: unix(7), sun_path. */
const socketCharactersMax = 100
const socketName = '.s.PGSQL.5432'
const hashCharacters = 16
/** Files without which data is not whole. */
const vital = ['PG_VERSION', 'global/pg_control', 'postgresql.conf'] as const

/** Where things of one server are. */
export interface Home {
  readonly directory: string
  readonly data: string
  readonly socket: string
  readonly log: string
  /** The superuser's. */
  readonly password: string
}

/**
 * Makes the directory, readable for its owner alone.
 *  Faults   precondition postgres.directory_unwritable; unavailable postgres.disk_full
 */
export async function makeDirectory(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    return await realpath(directory)
  } catch (error) {
    throw toDirectoryFault(directory, error)
  }
}

/** Finds the places; data for another user is kept in the cache folder, whose name stands in `location`. */
export async function settle(directory: string, runner: Runner): Promise<Home> {
  const { uid } = runner.identity
  const base = uid === undefined ? directory : join(runner.cache, `server-${hashOf(directory)}`)
  if (uid !== undefined) {
    const location = join(directory, 'location')
    // Data whose directory was deleted is left over from an earlier life.
    if ((await readText(location)) !== base) await rm(base, { recursive: true, force: true })
    await mkdir(base, { recursive: true, mode: 0o700 })
    await chown(base, uid, uid)
    await writeFile(location, base)
  }
  return {
    directory,
    data: join(base, 'data'),
    socket: socketFolder(base),
    log: join(directory, 'server.log'),
    password: join(directory, 'superuser.password'),
  }
}

/** Inside the folder of the data, or with the temporary files where that path is too long for a socket. */
export function socketFolder(base: string): string {
  const inside = join(base, 'socket')
  const isShort = join(inside, socketName).length <= socketCharactersMax
  return isShort ? inside : join(tmpdir(), `atoll-${hashOf(base)}`)
}

function hashOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, hashCharacters)
}

/** Makes the folder of the socket, which may have been cleaned away with other temporary files. */
export async function makeSocketFolder(home: Home, runner: Runner): Promise<void> {
  await rm(home.socket, { recursive: true, force: true })
  await mkdir(home.socket, { mode: 0o700 })
  const { uid } = runner.identity
  if (uid !== undefined) await chown(home.socket, uid, uid)
}

/**
 * Makes fresh data beside its place and renames it into place when it is whole; leaves whole data alone.
 *  Faults   precondition postgres.directory_damaged, postgres.version_differs
 */
export async function ensureData(
  home: Home,
  runner: Runner,
  fresh: { readonly unique: string; readonly password: string },
): Promise<'made' | 'found'> {
  await removeUnfinished(home)
  if (await isData(home, runner)) return 'found'
  const unfinished = `${home.data}.new-${fresh.unique}`
  const passwordFile = `${unfinished}.password`
  const { uid } = runner.identity
  try {
    await writeFile(passwordFile, fresh.password, { mode: 0o600 })
    if (uid !== undefined) await chown(passwordFile, uid, uid)
    await runProgram(runner, 'initdb', {
      args: initArguments(unfinished, passwordFile),
      timeoutMs: initTimeoutMs,
    })
    await writeSecret(home.password, fresh.password)
    await rename(unfinished, home.data)
    return 'made'
  } finally {
    await rm(unfinished, { recursive: true, force: true })
    await rm(passwordFile, { force: true })
  }
}

/** Writes a file that only its owner can read, whole or not at all. */
export async function writeSecret(path: string, secret: string): Promise<void> {
  const unfinished = `${path}.new`
  await rm(unfinished, { force: true })
  await writeFile(unfinished, secret, { mode: 0o600, flag: 'wx' })
  await chmod(unfinished, 0o600)
  await rename(unfinished, path)
}

/** The text of a file, or undefined where there is none. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Source: PostgreSQL documentation, initdb. */
function initArguments(data: string, passwordFile: string): string[] {
  const access = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  return ['-D', data, '-E', 'UTF8', '--no-sync', '--no-instructions', ...access, ...locale]
}

async function isData(home: Home, runner: Runner): Promise<boolean> {
  const names = await readdir(home.data).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw toDirectoryFault(home.data, error)
  })
  if (names === undefined) return false
  for (const file of vital) {
    if ((await readText(join(home.data, file))) === undefined) {
      throw damaged(home.directory, `${join(home.data, file)} is missing`)
    }
  }
  const made = (await readText(join(home.data, 'PG_VERSION')))?.trim() ?? ''
  const needed = runner.version.split('.')[0] ?? ''
  if (made !== needed) throw versionDiffers(home.directory, made, needed)
  if ((await readText(home.password)) === undefined) {
    throw damaged(home.directory, `${home.password} is missing`)
  }
  return true
}

async function removeUnfinished(home: Home): Promise<void> {
  const base = join(home.data, '..')
  for (const name of await readdir(base)) {
    if (name.startsWith('data.new-')) await rm(join(base, name), { recursive: true, force: true })
  }
}
