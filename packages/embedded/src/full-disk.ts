/**
 * A full disk shows itself in a hundred ways: a statement refused, a server gone, half a file. Whatever failed, the one
 * sentence that helps is that the disk is full.
 */
import { statfs } from 'node:fs/promises'
import { Fault } from '@atoll/pipeline'

/** Less than this, and PostgreSQL cannot write what it must. Units: bytes. */
const roomBytesMin = 32 * 1024 * 1024

/** The failure itself, or that the disk is full where it is. */
export async function explainFailure(failure: unknown, directory: string): Promise<unknown> {
  const room = await roomIn(directory)
  if (room === null || room >= roomBytesMin) return failure
  const megabytes = Math.floor(room / 1024 / 1024)
  const message = `The disk of ${directory} is full (${megabytes} MB left): make room there, or start elsewhere with --directory.`
  return new Fault({
    kind: 'unavailable',
    code: 'disk_full',
    message,
    executed: 'no',
    cause: failure,
  })
}

/** Null where it cannot be told. Units: bytes. */
async function roomIn(directory: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(directory)
    return bavail * bsize
  } catch {
    return null
  }
}
