/** How a command ends, for scripts: one number per meaning. The help text and the README list them. */
import { Fault, isFault } from '@atoll/pipeline'
import type { Place } from './place.ts'

/** Every number that `atoll` ends with. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notRunning: 3,
  alreadyRunning: 4,
  interrupted: 130,
} as const

const byCode: Readonly<Record<string, number>> = {
  usage: exitCodes.usage,
  answer_refused: exitCodes.usage,
  not_running: exitCodes.notRunning,
  already_running: exitCodes.alreadyRunning,
}

/** The number for whatever was thrown. */
export function exitCodeOf(thrown: unknown): number {
  return (isFault(thrown) ? byCode[thrown.code] : undefined) ?? exitCodes.failed
}

/** A command that was written wrongly. */
export function usageFault(message: string): Fault {
  return new Fault({ kind: 'invalid', code: 'usage', message })
}

/** A command that needs a running system. */
export function notRunning({ directory, command }: Place): Fault {
  const message = `Nothing runs in ${directory}. Start it with \`${command('start')}\`.`
  return new Fault({ kind: 'precondition', code: 'not_running', message })
}
