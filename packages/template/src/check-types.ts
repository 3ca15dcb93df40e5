/** Asks the compiler of a system whether a draft of it type-checks. */
import { execFile } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Fault } from '@atoll/pipeline'

/** Lines of the compiler that a refusal shows. */
const linesMax = 12

/**
 * Whether it was asked: false where it is not installed, or where the system did not type-check before.
 * Faults: invalid `does_not_compile` where only the draft does not.
 */
export async function checkTypes(folder: string, draft: string): Promise<boolean> {
  const compiler = compilerOf(folder)
  if (compiler === null || !existsSync(join(folder, 'tsconfig.json'))) return false
  if (!existsSync(join(draft, 'tsconfig.json')))
    copyFileSync(join(folder, 'tsconfig.json'), join(draft, 'tsconfig.json'))
  const said = await compile(compiler, draft)
  if (said === null) return true
  if ((await compile(compiler, folder)) !== null) return false
  const lines = said.split('\n')
  const shown = lines.slice(0, linesMax).join('\n')
  const message = `With it the system would not type-check, so nothing was written (--force writes all the same):\n${shown}${lines.length > linesMax ? '\n…' : ''}`
  throw new Fault({ kind: 'invalid', code: 'does_not_compile', message })
}

function compilerOf(folder: string): string | null {
  try {
    const manifest = createRequire(join(folder, 'atoll.ts')).resolve('typescript/package.json')
    return join(dirname(manifest), 'bin', 'tsc')
  } catch {
    return null
  }
}

/** What the compiler says of a folder; null if nothing. */
function compile(compiler: string, folder: string): Promise<string | null> {
  const args = [compiler, '--noEmit', '--pretty', 'false', '-p', folder]
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) =>
      resolve(error === null ? null : `${stdout}${stderr}`.trim()),
    )
  })
}
