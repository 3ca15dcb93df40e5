/**
 * A PostgreSQL of a measurement's own, in a temporary folder that goes with it, so that a measurement needs nothing
 * installed and touches nothing. Measurements and proofs open one; databases on it are those of services.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openServer, removeServer, type Server } from '@atoll/postgres'

/** How the server is opened. */
export interface OwnServerSettings {
  /** Whether a commit waits for the disk. */
  readonly durable: boolean
}

const connectionsMax = 200
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Starts a server; disposing it removes its folder. Faults: those of `openServer`. */
export async function openOwnServer({ durable }: OwnServerSettings): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-bench-'))
  const server = await openServer({ directory, durable, connectionsMax })
  // Whatever ends this process, the server must not outlive it.
  const kill = () => server.kill()
  process.once('exit', kill)
  // Without a listener these would end the process at once, and nothing would be said at its exit.
  const end = () => process.exit(1)
  for (const signal of endingSignals) process.once(signal, end)
  return {
    url: server.url,
    version: server.version,
    pid: server.pid,
    createDatabase: (name) => server.createDatabase(name),
    stop: () => server.stop(),
    kill,
    async [Symbol.asyncDispose]() {
      process.off('exit', kill)
      for (const signal of endingSignals) process.off(signal, end)
      await server.stop()
      await removeServer(directory)
    },
  }
}

/** The superuser's URL for another database of the server. */
export function toDatabase(superuserUrl: string, name: string): string {
  const url = new URL(superuserUrl)
  url.pathname = `/${name}`
  return url.href
}
