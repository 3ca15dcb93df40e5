/**
 * One PostgreSQL server for a whole test run, in a temporary folder: the embedded one, or the one
 * that ATOLL_TEST_POSTGRES names. Called by `main.ts`.
 */
import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A server for tests: the superuser's URL, or why there is none. */
export type TestServer = AsyncDisposable & { readonly url?: string; readonly note: string }

/** Many pools meet on one server when every service runs as a process. */
const connectionsMax = 300

/** Opens the server; a missing one is a note, not a crash: tests that need it say so themselves. */
export async function openTestServer(): Promise<TestServer> {
  const given = process.env['ATOLL_TEST_POSTGRES']
  if (given !== undefined) {
    return {
      url: given,
      note: 'PostgreSQL: ATOLL_TEST_POSTGRES',
      [Symbol.asyncDispose]: async () => {},
    }
  }
  const directory = mkdtempSync(join(fastFolder(), 'atoll-test-postgres-'))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  try {
    const { openServer } = await import('@atoll/postgres')
    const server = await openServer({ directory, durable: false, connectionsMax })
    return {
      url: server.url,
      note: 'PostgreSQL: embedded',
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]()
        remove()
      },
    }
  } catch (error) {
    remove()
    const why = error instanceof Error ? error.message : String(error)
    return { note: `PostgreSQL: none, ${why}`, [Symbol.asyncDispose]: async () => {} }
  }
}

/** Memory as a folder, where Linux has it. */
const memoryFolder = '/dev/shm'
/** What a run of all tests needs at most, several times over. Units: bytes. */
const memoryBytesMin = 4 * 1024 ** 3

/** Tests make and drop a thousand databases, which is copying files: several times as fast in memory. */
function fastFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(memoryFolder)
    return bavail * bsize >= memoryBytesMin ? memoryFolder : tmpdir()
  } catch {
    return tmpdir()
  }
}
