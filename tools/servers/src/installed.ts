/** Starts programs that the machine's own packages bring, for one test each; nothing is installed here. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { until } from '@atoll/testkit'
import { endProcess } from './end-process.ts'

/** A program as it is started. */
export interface InstalledProgram {
  readonly name: string
  /** The package of Debian and Ubuntu that has it. */
  readonly debianPackage: string
  readonly args: readonly string[]
  /** Whether it can be used by now. */
  readonly isReady: () => Promise<boolean>
}

/** Starts it and waits until it can be used. Faults: an Error that says what to install, or what it wrote. */
export async function startInstalled(program: InstalledProgram): Promise<ChildProcess> {
  const { name, args, isReady } = program
  const child = spawn(fileOf(program), args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  let isOver = false
  child.once('error', () => (isOver = true)).once('exit', () => (isOver = true))
  try {
    await until(async () => isOver || (await isReady()), { what: `${name} to answer` })
  } catch (thrown) {
    await endProcess(child, 'SIGKILL')
    throw thrown
  }
  if (isOver) throw new Error(`${name} did not start: ${said}`)
  return child
}

function fileOf({ name, debianPackage }: InstalledProgram): string {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin']
  const found = folders.map((folder) => `${folder}/${name}`).find((file) => existsSync(file))
  if (found !== undefined) return found
  throw new Error(
    `there is no ${name}: install it (Debian and Ubuntu: the package \`${debianPackage}\`)`,
  )
}
