/**
 * Starts the store on a data set in a fresh folder, in processes of its own, so that its work and this program's are
 * measured apart. Whoever starts it stops it; if this program dies, the store stops by itself.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Topology } from '@atoll/system'
import { z } from 'zod'
import type { Databases } from './verdict.ts'

/** A store of one's own. */
export interface OwnStore extends AsyncDisposable {
  readonly url: string
  readonly databases: Databases
  readonly pid: number
  /** Ends it at once, for whoever does not want to wait. */
  kill(): void
}

const program = fileURLToPath(new URL('../journeys/store-process.ts', import.meta.url))
const Said = z.object({ url: z.string(), databases: z.array(z.tuple([z.string(), z.string()])) })

/** Starts it. Faults: an Error with what it said, when it ended before it was ready. */
export async function startOwnStore(data: string, topology: Topology): Promise<OwnStore> {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-replay-'))
  const child = spawn(
    process.execPath,
    ['--conditions=atoll-source', program, directory, '0', topology],
    {
      env: { ...process.env, STORE_DATA: resolve(data) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A session of its own: Ctrl-C reaches this program only, which ends the replay first.
      detached: true,
    },
  )
  const stop = async () => {
    await ended(child)
    await rm(directory, { recursive: true, force: true })
  }
  try {
    const { url, databases } = await ready(child)
    return {
      url,
      databases: new Map(databases),
      pid: child.pid ?? 0,
      kill: () => void child.kill('SIGKILL'),
      [Symbol.asyncDispose]: stop,
    }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

async function ready(child: ChildProcess): Promise<z.infer<typeof Said>> {
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new TypeError('the store was started with pipes')
  let problem = ''
  stderr.setEncoding('utf8').on('data', (text: string) => {
    problem = `${problem}${text}`.slice(-4000)
  })
  for await (const line of createInterface(stdout)) return Said.parse(JSON.parse(line))
  throw new Error(`The store ended before it was ready. It said: ${messageIn(problem)}`)
}

/** The sentence of a fault, out of what Node writes about it. */
function messageIn(problem: string): string {
  return /^\w*(?:Error|Fault)\b[^:]*: (.+)$/m.exec(problem)?.[1] ?? problem.trim()
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await exit
}
