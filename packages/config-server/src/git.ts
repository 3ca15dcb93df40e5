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
/** Commits whose files are kept; the longest unused is forgotten. */
const commitsMax = 16
/** Files of one commit that are kept. */
const filesKeptMax = 1_000

/** What is known of one commit. */
interface Commit {
  readonly blobs: ReadonlyMap<string, string>
  readonly read: Map<string, Promise<Buffer>>
}

/** Makes a store on a git folder; nothing is read yet. Without a label, `label` is served: `HEAD` if left out. */
export function createGitStore(folder: string, defaultLabel = 'HEAD'): FileStore {
  const commits = new Map<string, Promise<Commit>>()
  const commitOf = (version: string): Promise<Commit> => {
    const known = commits.get(version) ?? readCommit(folder, version)
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
      const version = await versionOf(folder, label)
      const commit = await commitOf(version)
      return { version, label, folders: [''], read: (path) => readFile(folder, commit, path) }
    },
  }
}

async function versionOf(folder: string, label: string): Promise<string> {
  for (const name of [`refs/heads/${label}`, `refs/tags/${label}`, label]) {
    const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]
    const { code, output } = await git(folder, words)
    if (code === 0) return output.toString('utf8').trim()
  }
  await isRepository(folder)
  throw labelUnknown(label)
}

/** Faults: `unavailable` `settings_source_gone` with git's reason in our words. */
async function isRepository(folder: string): Promise<void> {
  const { code, said } = await git(folder, ['rev-parse', '--git-dir'])
  if (code === 0) return
  const why = said.includes('dubious ownership')
    ? 'it belongs to another user: run `git config --global --add safe.directory` with its path'
    : 'git knows no repository there'
  throw sourceGone(`The git folder of the settings cannot be read: ${why}.`)
}

/** Source: git-ls-tree, -z: mode, type, object, tab, path, zero byte. */
async function readCommit(folder: string, version: string): Promise<Commit> {
  const { code, output } = await git(folder, ['ls-tree', '-r', '-z', '--full-tree', version])
  if (code !== 0) throw sourceGone('The git folder of the settings cannot be listed.')
  const blobs = new Map<string, string>()
  for (const line of output.toString('utf8').split('\0')) {
    const [head = '', path = ''] = line.split('\t', 2)
    const [mode = '', , object = ''] = head.split(' ')
    // Regular files only: a link could lead anywhere.
    if (mode.startsWith('100')) blobs.set(path, object)
  }
  return { blobs, read: new Map() }
}

async function readFile(folder: string, commit: Commit, path: string): Promise<Buffer | null> {
  const object = commit.blobs.get(path)
  if (object === undefined) return null
  const known = commit.read.get(path) ?? readBlob(folder, object, path)
  known.catch(() => commit.read.delete(path))
  if (commit.read.size < filesKeptMax) commit.read.set(path, known)
  return known
}

async function readBlob(folder: string, object: string, path: string): Promise<Buffer> {
  const { code, output } = await git(folder, ['cat-file', 'blob', object])
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

/** No hooks, no questions, no filters of the machine: git only reads objects here. */
function git(folder: string, words: readonly string[]): Promise<Said> {
  const { PATH, HOME } = processEnvironment
  const env = { PATH, HOME, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' }
  const options = { env, timeout: gitMsMax, maxBuffer: outputBytesMax, encoding: 'buffer' } as const
  return new Promise((resolve, reject) => {
    execFile('git', ['-C', folder, '--no-pager', ...words], options, (error, output, said) => {
      if (error === null) return resolve({ code: 0, output, said: '' })
      if (error.code === 'ENOENT')
        return reject(
          sourceGone('There is no `git` command on this machine; install git, or serve a folder.'),
        )
      if (typeof error.code !== 'number')
        return reject(sourceGone('git took too long, or said too much.', error))
      resolve({ code: error.code, output, said: said.toString('utf8') })
    })
  })
}
