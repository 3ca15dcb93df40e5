/**
 * Types: one program over everything. Files named `x.types.test.ts` are proven here and only here:
 * each mistake in them stands under a `@ts-expect-error`, and one that compiles is red. Called by
 * `main.ts`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand, toolPath } from './command.ts'
import type { Outcome, Problem } from './problem.ts'
import type { Source } from './source.ts'

/** Compiles without output and looks after the type tests. */
export async function checkTypes(root: string, sources: readonly Source[]): Promise<Outcome> {
  const args = ['--noEmit', '--pretty', 'false', '-p', '.']
  const finished = await runCommand(toolPath(root, 'tsc'), args, { cwd: root })
  const problems = parseDiagnostics(finished.stdout)
  if (finished.code !== 0 && problems.length === 0) {
    const message = `tsc ended with ${finished.code}: ${finished.stdout}${finished.stderr}`
    problems.push({ file: 'tsconfig.json', message })
  }
  const typeTests = sources.filter(({ file }) => file.endsWith('.types.test.ts'))
  let mistakes = 0
  for (const each of typeTests) {
    const count = readFileSync(join(root, each.file), 'utf8').split('@ts-expect-error').length - 1
    mistakes += count
    problems.push(...checkTypeTest(each, count))
  }
  return { problems, read: `${sources.length} files, ${mistakes} mistakes refused` }
}

/** Reads `file(line,column): error TS1234: text` lines; indented lines continue a message. */
export function parseDiagnostics(text: string): Problem[] {
  const pattern = /^(.+?)\((\d+),\d+\): error (TS\d+: .*(?:\n .*)*)/gm
  const found = [...text.matchAll(pattern)].map(([, file = '', line, message = '']) => ({
    file,
    line: Number(line),
    message,
  }))
  const global = [...text.matchAll(/^error (TS\d+: .*)/gm)].map(([, message = '']) => ({
    file: 'tsconfig.json',
    message,
  }))
  return [...found, ...global]
}

function checkTypeTest({ file, imports }: Source, mistakes: number): Problem[] {
  const problems: Problem[] = []
  if (mistakes === 0) {
    problems.push({ file, message: 'refuses nothing: put mistakes under @ts-expect-error' })
  }
  const runs = imports.find((each) => each.specifier === 'node:test')
  if (runs !== undefined) {
    const message = 'a type test is never run: move what uses node:test into a .test.ts file'
    problems.push({ file, line: runs.line, message })
  }
  return problems
}
