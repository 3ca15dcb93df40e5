/**
 * `npm run test:attacks`: runs every test file that holds an attack, and counts the attacks by where they are aimed.
 * An attack is a test whose title begins with `attack:`, alone or below a chapter. Arguments: see `usage`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { readArguments, refuse, toCommand } from '@atoll/testkit/arguments'
import { describeMachine, type Report, renderReport, writeReport } from '@atoll/testkit/report'
import { readTree } from '../check/tree.ts'
import { costOf, findTests } from '../test/files.ts'
import { openTestServer } from '../test/postgres.ts'
import { type FileResult, runFile } from '../test/run-file.ts'
import { stopOnSignal } from '../test/stop-on-signal.ts'

const usage = `npm run test:attacks -- [part of a file's name …] [--json file]
  Runs the tests that attack, and counts them.
  --json file  writes the record there`

/** How long one file may take; a whole store is started for some. Units: milliseconds. */
const timeoutMs = 300_000
const attack = /(^|› )attack: /

const root = join(import.meta.dirname, '../..')
const { values, positionals } = readArguments({
  usage,
  options: { json: { type: 'string' } },
  allowPositionals: true,
})
const files = findTests(readTree(root), 'all', positionals).filter((file) =>
  readFileSync(join(root, file), 'utf8').includes('attack: '),
)
if (files.length === 0) refuse('no test file with an attack has such a name', usage)

const startedAt = performance.now()
const results = await run()
const found = results.map(({ file, events }) => {
  const attacks = events.filter((event) => 'title' in event && attack.test(event.title))
  const failed = events.filter(({ kind }) => kind === 'failed')
  return { file, attacks: attacks.filter(({ kind }) => kind === 'passed').length, failed }
})
for (const { file, failed } of found)
  for (const event of failed)
    if (event.kind === 'failed')
      console.log(`✗ ${file}:${event.line}  ${event.title}\n${event.why}\n`)
// A file in which nothing was tried proves nothing.
const idle = found.filter(({ attacks, failed }) => attacks === 0 && failed.length === 0)
for (const { file } of idle) console.log(`✗ ${file}  tried nothing\n`)
const report = toReport()
console.log(renderReport(report).trimEnd())
if (values.json !== undefined) await writeReport(values.json, report)
process.exitCode = report.failed > 0 ? 1 : 0

async function run(): Promise<readonly FileResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-attacks-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  await using server = await openTestServer()
  stopOnSignal(server)
  if (server.url === undefined) refuse(server.note, usage)
  const env = { ATOLL_TEST_POSTGRES: server.url }
  const done: FileResult[] = []
  const runQueue = async (queue: string[]) => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const result = await runFile(file, { root, folder, env, timeoutMs })
      console.error(`${result.seconds.toFixed(1).padStart(5)} s  ${file}`)
      done.push(result)
    }
  }
  // A journey needs all cores.
  const cheap = files.filter((file) => costOf(file) !== 'journey')
  await Promise.all(Array.from({ length: availableParallelism() }, () => runQueue(cheap)))
  await runQueue(files.filter((file) => costOf(file) === 'journey'))
  return done
}

function toReport(): Report {
  const passed = found.reduce((sum, { attacks }) => sum + attacks, 0)
  const failed = found.reduce((sum, each) => sum + each.failed.length, idle.length)
  const rows = found
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .map((each) => [each.file, String(each.attacks), String(each.failed.length)])
  return {
    name: 'attacks',
    title: 'Attacks: what strangers, callers and peers may try',
    command: toCommand('test:attacks', { names: positionals }),
    at: new Date().toISOString(),
    seconds: (performance.now() - startedAt) / 1000,
    machine: describeMachine(),
    summary: `${passed} attacks in ${files.length} files were repelled; the title of each test says which. One test may try a whole corpus.`,
    tables: [
      { title: 'By the file that holds them', columns: ['file', 'repelled', 'failed'], rows },
    ],
    passed,
    failed,
  }
}
