/**
 * The command line with an engine that runs nothing, for the tests of what people see. The launcher of
 * `main.live.test.ts` calls it; FAKE in the environment says how the engine behaves.
 */
import { pathToFileURL } from 'node:url'
import { systemClock } from '@atoll/pipeline'
import { main as realMain } from './main.ts'
import type { Embedded } from './parts.ts'

const behaves = process.env['FAKE'] ?? ''

const embedded: Embedded = {
  async loadSystem(file) {
    const module = (await import(pathToFileURL(file).href)) as {
      default: Awaited<ReturnType<Embedded['loadSystem']>>
    }
    return module.default
  },
  async startSystem({ topology, tell, port, abandoned }) {
    abandoned?.addEventListener('abort', () => void process.stdout.write('killed\n'))
    tell('starting')
    // What runs keeps the process alive.
    const alive = setInterval(() => {}, 1_000)
    if (behaves === 'never-starts') await new Promise(() => {})
    if (behaves === 'fails') throw new Error('the database is unreachable')
    const own = { pid: process.pid, state: 'ready', address: null, management: null, restarts: 0 }
    return {
      managementToken: 'fake',
      databases: new Map(),
      topology: topology ?? 'one-process',
      address: `http://localhost:${port ?? 8080}`,
      processes: () =>
        topology === 'processes'
          ? [
              { ...own, name: 'orders' },
              { ...own, name: 'web' },
            ]
          : [{ ...own, name: 'shop' }],
      async restart(name) {
        if (behaves === 'restart-fails') throw new Error(`${name} does not compile`)
      },
      async stop() {
        if (behaves === 'never-stops') await new Promise(() => {})
        clearInterval(alive)
      },
      ended: new Promise((_, reject) => {
        if (behaves === 'gives-up')
          systemClock.timer(50, () => reject(new Error("The process 'orders' failed.")))
      }),
    }
  },
  runProcess: async () => {},
}

/** The command line, its engine replaced. */
export function main(args: readonly string[]): Promise<number> {
  return realMain(args, { embedded: async () => embedded })
}
