/**
 * Every way in which a server cannot be opened, one sentence each. The launcher throws them; each says what to do.
 */
import { statfs } from 'node:fs/promises'
import { Fault } from '@atoll/pipeline'
import { codeOf } from './process-life.ts'

/** Below this a server cannot work: a fresh directory needs about 40 MB, its log of changes 16 MB more. */
const freeBytesMin = 64 * 1024 * 1024

const unwritableCodes: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
])
const fullCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])

/** What an error of the file system means for the directory; other errors come back as they are. */
export function toDirectoryFault(directory: string, cause: unknown): unknown {
  const code = codeOf(cause) ?? ''
  if (fullCodes.has(code)) return diskFull(directory, cause)
  if (!unwritableCodes.has(code)) return cause
  return refuse('precondition', 'directory_unwritable', {
    message: `The directory ${directory} cannot be written (${code}): make it writable for this user, or choose another.`,
    cause,
  })
}

export function diskFull(directory: string, cause: unknown): Fault {
  return refuse('unavailable', 'disk_full', {
    message: `The disk under ${directory} is full: PostgreSQL needs at least ${freeBytesMin / 1024 / 1024} MB free there.`,
    cause,
  })
}

/** Whether too little room is left for a server; asked when one failed, since it does not say so by a code. */
export async function isDiskFull(directory: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize < freeBytesMin
}

export function inUse(directory: string, pid: number): Fault {
  return refuse('conflict', 'in_use', {
    message: `The directory ${directory} is in use by process ${pid}: stop that one first, or choose another directory.`,
  })
}

export function portTaken(port: number): Fault {
  return refuse('conflict', 'port_taken', {
    message: `Port ${port} on 127.0.0.1 is taken: stop what listens there, or choose another port (0 takes a free one).`,
  })
}

export function unsupportedPlatform(platform: string, why: string): Fault {
  return refuse('unimplemented', 'unsupported_platform', {
    message: `No embedded PostgreSQL for ${platform} (${why}): give the URL of a PostgreSQL server instead.`,
  })
}

export function cannotRun(reasons: readonly string[]): Fault {
  return refuse('unavailable', 'cannot_run', {
    message: `The embedded PostgreSQL cannot be started here (${reasons.join('; ')}): give the URL of a PostgreSQL server instead.`,
  })
}

export function damaged(directory: string, what: string): Fault {
  return refuse('precondition', 'directory_damaged', {
    message: `The database in ${directory} is damaged (${what}): restore it from a copy, or delete the directory to start afresh.`,
  })
}

export function versionDiffers(directory: string, found: string, needed: string): Fault {
  return refuse('precondition', 'version_differs', {
    message: `The database in ${directory} was made by PostgreSQL ${found}, this one is ${needed}: move the data with pg_dump, or delete the directory to start afresh.`,
  })
}

export function notStarted(log: string, lastLine: string): Fault {
  return refuse('unavailable', 'not_started', {
    message: `The embedded PostgreSQL did not start (${lastLine}): see ${log}.`,
  })
}

export function notStopped(pid: number): Fault {
  return refuse('unavailable', 'not_stopped', {
    message: `PostgreSQL (process ${pid}) does not stop: end it by hand.`,
  })
}

export function badName(name: string): Fault {
  return refuse('invalid', 'database_name', {
    message: `"${name}" cannot name a database: use lower-case letters, digits, "-" and "_", a letter first, at most 63.`,
  })
}

export function nameTaken(name: string): Fault {
  return refuse('conflict', 'name_taken', {
    message: `That PostgreSQL has a database or role "${name}" already, made by another system: use another server, or drop both if nothing needs them.`,
  })
}

function refuse(
  kind: 'invalid' | 'conflict' | 'precondition' | 'unavailable' | 'unimplemented',
  reason: string,
  parts: { readonly message: string; readonly cause?: unknown },
): Fault {
  return new Fault({ kind, code: `postgres.${reason}`, executed: 'no', ...parts })
}
