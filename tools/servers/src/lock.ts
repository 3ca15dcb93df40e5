/** A lock between processes that may want the same build at the same time: one makes it, the others wait. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '@atoll/testkit'

/** A folder that only one process can make. Whoever ended without removing it is not waited for. */
export async function lock(folder: string, withinMs: number): Promise<AsyncDisposable> {
  const holder = join(folder, 'pid')
  const take = () => {
    try {
      mkdirSync(folder)
      writeFileSync(holder, String(process.pid))
      return true
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      if (isLeft(folder, holder)) rmSync(folder, { recursive: true, force: true })
      return false
    }
  }
  await until(take, { withinMs, what: 'another process to end its build' })
  return {
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** How long a lock may be without the number of its process: between the two lines that make it. Units: milliseconds. */
const namelessMsMax = 5_000

function isLeft(folder: string, holder: string): boolean {
  try {
    if (!existsSync(holder)) return Date.now() - statSync(folder).mtimeMs > namelessMsMax
    const pid = Number(readFileSync(holder, 'utf8'))
    // Not written whole: whoever held it is gone, or about to write.
    if (!(pid > 0)) return Date.now() - statSync(folder).mtimeMs > namelessMsMax
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
