/** Makes one clear sentence of whatever was thrown, and a stack only for whoever asks with `ATOLL_DEBUG=1`. */
import { inspect } from 'node:util'
import { isFault } from '@atoll/pipeline'

/** What to do about what the system says of files. */
const remedies: Readonly<Record<string, string>> = {
  EACCES: 'this user may not do that; change its owner or rights, or choose another folder',
  EPERM: 'this user may not do that; change its owner or rights, or choose another folder',
  EROFS: 'the disk can only be read; choose a folder on another one',
  ENOSPC: 'the disk is full; make room and try again',
  EDQUOT: 'your share of the disk is used up; make room and try again',
  EMFILE: 'too many files are open; raise the limit (ulimit -n) and try again',
  ENOTDIR: 'a file stands where a folder is needed; move it away',
  EEXIST: 'a file stands where a folder is needed; move it away',
  ENOENT: 'it does not exist',
}

/** One sentence for a person. */
export function toSentence(thrown: unknown): string {
  if (isFault(thrown) && thrown.code !== 'internal') return thrown.message
  const cause = isFault(thrown) ? (thrown.cause ?? thrown) : thrown
  if (!(cause instanceof Error)) return `Something unexpected happened: ${String(cause)}`
  const code = 'code' in cause ? String(cause.code) : ''
  const remedy = remedies[code]
  const path = 'path' in cause ? String(cause.path) : null
  if (remedy !== undefined) return `${path ?? 'The disk'} cannot be used (${code}): ${remedy}.`
  return `Something unexpected happened: ${cause.message}`
}

/** The whole story, for whoever debugs: stacks, causes and details. */
export function toStory(thrown: unknown): string {
  return inspect(thrown, { depth: 6 })
}
