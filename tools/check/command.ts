/**
 * Runs the third-party tools of the check and keeps what they print. Called by the parts that wrap a
 * tool (format, lint, types, dead code) and by the generators. Never throws for a red tool: the exit
 * code is part of the answer.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** What a finished command left behind. */
export type Finished = {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** How a command is run. */
export type CommandOptions = {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** The path of a tool that `npm ci` installed at the root. */
export function toolPath(root: string, name: string): string {
  return join(root, 'node_modules', '.bin', name)
}

/** Runs a command to its end and collects its output; a command that cannot start has code 127. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.once('error', (error) =>
      resolve({ code: 127, stdout, stderr: `${command} did not start: ${error.message}` }),
    )
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }))
  })
}
