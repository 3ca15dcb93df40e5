/** Carries out one command line and answers its exit code. Called by `bin/atoll.js`, and by tests with other parts. */
import { processEnvironment } from '@atoll/config'
import { systemClock } from '@atoll/pipeline'
import { CommanderError } from 'commander'
import { exitCodeOf, exitCodes } from './exit-code.ts'
import type { Parts } from './parts.ts'
import { openPrompts } from './prompts.ts'
import { createProgram } from './program.ts'
import { openScreen } from './screen.ts'
import { toSentence, toStory } from './sentence.ts'

/** Never rejects: a failure is one sentence on standard error. The arguments begin after the program's name. */
export async function main(args: readonly string[], other: Partial<Parts> = {}): Promise<number> {
  const parts: Parts = {
    screen: other.screen ?? openScreen(),
    clock: systemClock,
    environment: processEnvironment,
    embedded: () => import('@atoll/embedded'),
    prompts: () => openPrompts(),
    ...other,
  }
  let exitCode: number = exitCodes.ok
  try {
    const program = createProgram(parts, (code) => void (exitCode = code))
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : exitCodes.usage
    const isDebugged = parts.environment['ATOLL_DEBUG'] === '1'
    parts.screen.problem(isDebugged ? toStory(thrown) : toSentence(thrown))
    return exitCodeOf(thrown)
  }
}
