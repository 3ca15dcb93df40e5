/**
 * `npm test`, `npm run test:live`, `npm run test:journeys`: finds test files by suffix, runs each in
 * a process of its own beside one PostgreSQL server, and ends with the counts that the runner itself
 * reported. Arguments: unit | live | journeys | all, then parts of file names to narrow the run.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTree } from '../check/tree.ts'
import { type Cost, costOf, findTests, isKind, kinds } from './files.ts'
import { openTestServer } from './postgres.ts'
import { runFile } from './run-file.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import { createTally, printFailures } from './tally.ts'

const root = join(import.meta.dirname, '../..')

/** Cheap tests share the cores; a journey needs them all. */
const plans: readonly { cost: Cost; timeoutMs: number; atOnce: number }[] = [
  { cost: 'unit', timeoutMs: 60_000, atOnce: availableParallelism() },
  { cost: 'live', timeoutMs: 240_000, atOnce: availableParallelism() },
  { cost: 'journey', timeoutMs: 300_000, atOnce: 1 },
]

const [kind, ...filters] = process.argv.slice(2)
if (!isKind(kind)) {
  console.error(`say which tests: ${kinds.join(' | ')}, then parts of file names to narrow the run`)
  process.exit(2)
}
const files = findTests(readTree(root), kind, filters)
if (files.length === 0) {
  console.error(`no ${kind} test file${filters.length > 0 ? ` matches ${filters.join(' ')}` : ''}`)
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'atoll-test-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const tally = createTally()
{
  await using server = await openTestServer()
  stopOnSignal(server)
  console.log(`${files.length} files · ${server.note}`)
  const env = server.url === undefined ? {} : { ATOLL_TEST_POSTGRES: server.url }
  for (const { cost, timeoutMs, atOnce } of plans) {
    const queue = files.filter((file) => costOf(file) === cost)
    const runQueue = async () => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        tally.add(await runFile(file, { root, folder, env, timeoutMs }))
      }
    }
    await Promise.all(Array.from({ length: atOnce }, runQueue))
  }
}
printFailures(tally)
console.log(tally.line())
process.exitCode = tally.failed > 0 ? 1 : 0
