/**
 * Files of a git folder on this machine, as they were committed: a label is a branch, a tag or a commit. It asks the
 * `git` command, never a network, and what it read of a commit it keeps, since a commit never changes.
 */
import { execFile } from 'node:child_process'
import { processEnvironment } from '@atoll/config'
import { fileUnreadable, labelUnknown, sourceGone } from './faults.ts'
import { type FileStore, type Files, fileBytesMax, toPath } from './file-store.ts'

/** Units: milliseconds. */
const gitMsMax = 10_000
/** What git may say: the names of many thousand files, or one file. Units: bytes. */
const outputBytesMax = 8_388_608
/** Commits whose list of files is kept; the longest unused is forgotten. */
const commitsMax = 16
/** Files of all commits that are kept; the longest unused is forgotten. Units: bytes. */
const keptBytesMax = 67_108_864
/** Processes of git, whatever is asked. */
const atOnceMax = 4

/** The files of one commit: by their paths the names that git has for what stands in them. */
type Commit = ReadonlyMap<string, string>

/** Makes a store on a git folder; nothing is read yet. Without a label, `label` is served: `HEAD` if left out. */
export function createGitStore(folder: string, defaultLabel = 'HEAD'): FileStore {
  const git = createGit(folder)
  const versions = new Map<string, Promise<string>>()
  const commits = new Map<string, Promise<Commit>>()
  const blobs = createBlobs(git)
  const commitOf = (version: string): Promise<Commit> => {
    const known = commits.get(version) ?? readCommit(git, version)
    commits.delete(version)
    commits.set(version, known)
    known.catch(() => commits.delete(version))
    for (const oldest of commits.keys()) {
      if (commits.size <= commitsMax) break
      commits.delete(oldest)
    }
    return known
  }
  return {
    async open(asked): Promise<Files> {
      const label = toPath('label', asked ?? defaultLabel)
      const version = await shared(versions, label, () => versionOf(git, label))
      const commit = await commitOf(version)
      const read = async (path: string) => {
        const object = commit.get(path)
        return object === undefined ? null : blobs.read(object, path)
      }
      return { version, label, folders: [''], read }
    },
  }
}

/** Who asks what is already being asked hears that answer. */
function shared<T>(
  asking: Map<string, Promise<T>>,
  key: string,
  ask: () => Promise<T>,
): Promise<T> {
  const known = asking.get(key)
  if (known !== undefined) return known
  const asked = ask().finally(() => asking.delete(key))
  asking.set(key, asked)
  return asked
}

/** Source: git-cat-file, --batch-check: a line for each name, in their order, `missing` behind one that there is not. */
async function versionOf(git: Git, label: string): Promise<string> {
  const names = [`refs/heads/${label}`, `refs/tags/${label}`, label]
  const lines = names.map((name) => `${name}^{commit}\n`).join('')
  const { output } = await git(['cat-file', '--batch-check=%(objectname)'], lines)
  const version = output
    .toString('utf8')
    .split('\n')
    .find((line) => /^[0-9a-f]{40,}$/.test(line))
  if (version !== undefined) return version
  await isRepository(git)
  throw labelUnknown(label)
}

/** Faults: `unavailable` `settings_source_gone` with git's reason in our words. */
async function isRepository(git: Git): Promise<void> {
  const { code, said } = await git(['rev-parse', '--git-dir'])
  if (code === 0) return
  const why = said.includes('dubious ownership')
    ? 'it belongs to another user: run `git config --global --add safe.directory` with its path'
    : 'git knows no repository there'
  throw sourceGone(`The git folder of the settings cannot be read: ${why}.`)
}

/** Source: git-ls-tree, -z: mode, type, object, tab, path, zero byte. */
async function readCommit(git: Git, version: string): Promise<Commit> {
  const { code, output } = await git(['ls-tree', '-r', '-z', '--full-tree', version])
  if (code !== 0) throw sourceGone('The git folder of the settings cannot be listed.')
  const blobs = new Map<string, string>()
  for (const line of output.toString('utf8').split('\0')) {
    const [head = '', path = ''] = line.split('\t', 2)
    const [mode = '', , object = ''] = head.split(' ')
    // Regular files only: a link could lead anywhere.
    if (mode.startsWith('100')) blobs.set(path, object)
  }
  return blobs
}

/** What stands in files, by the names that git has for it: what commits share is kept once. */
function createBlobs(git: Git) {
  const kept = new Map<string, Buffer>()
  const reading = new Map<string, Promise<Buffer>>()
  let keptBytes = 0
  const keep = (object: string, bytes: Buffer) => {
    keptBytes += bytes.length - (kept.get(object)?.length ?? 0)
    kept.delete(object)
    kept.set(object, bytes)
    for (const [oldest, { length }] of kept) {
      if (keptBytes <= keptBytesMax) break
      kept.delete(oldest)
      keptBytes -= length
    }
  }
  return {
    async read(object: string, path: string): Promise<Buffer> {
      const bytes =
        kept.get(object) ?? (await shared(reading, object, () => readBlob(git, object, path)))
      keep(object, bytes)
      return bytes
    },
  }
}

async function readBlob(git: Git, object: string, path: string): Promise<Buffer> {
  const { code, output } = await git(['cat-file', 'blob', object])
  if (code !== 0) throw fileUnreadable(path, 'git cannot give it')
  if (output.length > fileBytesMax)
    throw fileUnreadable(path, `it is larger than ${fileBytesMax} bytes`)
  return output
}

interface Said {
  readonly code: number
  readonly output: Buffer
  readonly said: string
}

/** Runs git; `input` is what it reads. */
type Git = (words: readonly string[], input?: string) => Promise<Said>

/** Runs few at once; who comes later waits for a turn. */
function createGit(folder: string): Git {
  let free = atOnceMax
  const waiting: (() => void)[] = []
  return async (words, input = '') => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await run(folder, words, input)
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}

/** No hooks, no questions, no filters of the machine, no fetching of what a partial clone left out: git only reads objects here. */
function run(folder: string, words: readonly string[], input: string): Promise<Said> {
  const { PATH, HOME } = processEnvironment
  const calm = { GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' }
  const env = { PATH, HOME, LC_ALL: 'C', ...calm }
  const options = { env, timeout: gitMsMax, maxBuffer: outputBytesMax, encoding: 'buffer' } as const
  return new Promise((resolve, reject) => {
    const all = ['-C', folder, '--no-pager', ...words]
    const { stdin } = execFile('git', all, options, (error, output, said) => {
      if (error === null) return resolve({ code: 0, output, said: '' })
      if (error.code === 'ENOENT')
        return reject(
          sourceGone('There is no `git` command on this machine; install git, or serve a folder.'),
        )
      if (typeof error.code !== 'number')
        return reject(sourceGone('git took too long, or said too much.', error))
      resolve({ code: error.code, output, said: said.toString('utf8') })
    })
    // One that ends early says why by its code.
    stdin?.on('error', () => {})
    stdin?.end(input)
  })
}
