/**
 * `npm run test:mutants`: takes the protections of the platform out, one at a time and on a copy, and demands that a
 * scripted schedule notices each. Arguments: see `usage`.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { readArguments, refuse, toCommand, toWhole } from '@atoll/testkit/arguments'
import { describeMachine, type Report, renderReport, writeReport } from '@atoll/testkit/report'
import { readTree } from '../check/tree.ts'
import { openTestServer } from '../test/postgres.ts'
import { stopOnSignal } from '../test/stop-on-signal.ts'
import { describeEdits, type Mutant } from './mutant.ts'
import { mutants } from './mutants.ts'
import { prove, type Verdict } from './prove.ts'

const usage = `npm run test:mutants -- [part of a mutant's name …] [--times n] [--list] [--json file]
  Weakens a copy of the platform, one protection at a time; each mutant must be caught by the schedule named for it.
  --times n    carries each mutant out n times and demands that it is caught each time; 1 unless said
  --list       names the mutants and does nothing
  --json file  writes the record there`

const { values, positionals } = readArguments({
  usage,
  options: {
    times: { type: 'string', default: '1' },
    list: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
  allowPositionals: true,
})
const times = toWhole(values.times, { option: '--times', from: 1 }, usage)
const chosen = mutants.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
)
if (chosen.length === 0) refuse(`no mutant's name holds ${positionals.join(' or ')}`, usage)
if (values.list) {
  for (const { name, without } of chosen) console.log(`${name.padEnd(28)} ${without}`)
  process.exit(0)
}

const startedAt = performance.now()
const verdicts = await run(chosen)
const survivors = verdicts.filter(({ outcome }) => outcome !== 'caught')
for (const { mutant, outcome, why } of survivors)
  console.log(`${mutant.name} ${outcome}: ${why}\n${describeEdits(mutant)}\n`)
const report = toReport(verdicts)
console.log(renderReport(report).trimEnd())
if (values.json !== undefined) await writeReport(values.json, report)
process.exitCode = report.failed > 0 ? 1 : 0

async function run(wanted: readonly Mutant[]): Promise<readonly Verdict[]> {
  await using server = await openTestServer()
  if (server.url === undefined) refuse(server.note, usage)
  stopOnSignal(server)
  return await prove({
    tree: readTree(join(import.meta.dirname, '../..')),
    mutants: wanted,
    env: { ATOLL_TEST_POSTGRES: server.url },
    atOnce: availableParallelism(),
    times,
    onVerdict: ({ mutant, outcome, seconds }) =>
      console.error(`${seconds.toFixed(1).padStart(5)} s  ${outcome.padEnd(8)} ${mutant.name}`),
  })
}

function toReport(found: readonly Verdict[]): Report {
  const options = { times: times === 1 ? undefined : times }
  const caught = found.filter(({ outcome }) => outcome === 'caught').length
  const often = times === 1 ? '' : `, each ${times} times`
  return {
    name: 'mutants',
    title: 'Mutants: the platform with one protection less, and who notices',
    command: toCommand('test:mutants', { options, names: positionals }),
    at: new Date().toISOString(),
    seconds: (performance.now() - startedAt) / 1000,
    machine: describeMachine(),
    summary: `${caught} of ${found.length} mutants were caught by the schedule named for them${often}.`,
    tables: [
      {
        title:
          'Caught by an assertion of a scripted schedule, which passes on the platform as it is',
        columns: ['mutant', 'without', 'caught by', 'outcome', 'seconds'],
        rows: found.map(({ mutant, outcome, seconds }) => [
          mutant.name,
          mutant.without,
          `${mutant.caughtBy.file}: ${mutant.caughtBy.title}`,
          outcome,
          seconds.toFixed(1),
        ]),
      },
    ],
    passed: caught,
    failed: found.length - caught,
  }
}
