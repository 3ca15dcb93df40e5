/** Ends what this folder started. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** How long it may take to end. Units: milliseconds. */
const stopMsMax = 10_000

/** Resolves when it has ended; one that does not end in time is killed. */
export async function endProcess(
  child: ChildProcess,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMsMax)
  await ended
  clearTimeout(timer)
}
