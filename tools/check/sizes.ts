/**
 * Sizes: a file one can read at once, a function one can hold in mind. The limits are those of the
 * project's conventions; medians are far below. Called by `main.ts`.
 */
import type { Outcome, Problem } from './problem.ts'
import type { FunctionSize, Source } from './source.ts'
import { isTest, isTestingEntry } from './tree.ts'

/** The longest file, in lines. */
export const fileLinesMax = 400
/** The longest test file, in lines. */
export const testLinesMax = 700
/** The longest function, in lines, its signature included. */
export const functionLinesMax = 70

/** Positional parameters; whoever needs more takes an options object. */
export const parametersMax = 3

/** Refuses files and functions above the limits. */
export function checkSizes(sources: readonly Source[]): Outcome {
  const problems: Problem[] = []
  for (const { file, lines, functions } of sources) {
    const linesMax = isTest(file) || isTestingEntry(file) ? testLinesMax : fileLinesMax
    if (lines > linesMax) {
      problems.push({ file, message: `${lines} lines, at most ${linesMax}: split it by idea` })
    }
    for (const each of functions) {
      const message = judge(each)
      if (message !== undefined) problems.push({ file, line: each.line, message })
    }
  }
  const count = sources.reduce((sum, source) => sum + source.functions.length, 0)
  return { problems, read: `${count} functions in ${sources.length} files` }
}

function judge({ name, lines, parameters }: FunctionSize): string | undefined {
  if (lines > functionLinesMax) {
    return `${name} has ${lines} lines, at most ${functionLinesMax}: split it`
  }
  if (parameters > parametersMax) {
    return `${name} has ${parameters} parameters, at most ${parametersMax} and options: take an object`
  }
  return undefined
}
