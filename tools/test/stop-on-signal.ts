/** Ctrl-C in the middle of a run leaves nothing behind: called by every program that runs test files beside a server. */
import type { TestServer } from './postgres.ts'
import { killAll } from './run-file.ts'

/** Ends this process on a signal, after the test files under way and the server. */
export function stopOnSignal(server: TestServer): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      killAll()
      void Promise.resolve(server[Symbol.asyncDispose]()).finally(() => process.exit(130))
    })
  }
}
