/**
 * `npm run bench`: measures what it is asked for, or everything, prints tables and writes the record.
 * Arguments: names of measurements; --seconds n, --rounds n, --json file.
 */
import { parseArgs } from 'node:util'
import { describeMachine, type Report, renderReport, writeReport } from '@atoll/testkit/report'
import type { Measure } from './measure.ts'

const measures: readonly Measure[] = []

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
})
const unknown = positionals.filter((name) => !measures.some((each) => each.name === name))
if (unknown.length > 0) {
  console.error(`there is no measurement ${unknown.join(', ')}; there are:`)
  for (const { name, title } of measures) console.error(`  ${name.padEnd(12)} ${title}`)
  process.exit(2)
}
const chosen = measures.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const startedAt = performance.now()
const tables = []
for (const measure of chosen) {
  console.error(`── ${measure.title}`)
  const options = { seconds: Number(values.seconds), rounds: Number(values.rounds) }
  tables.push(...(await measure.run({ ...options, tell: (line) => console.error(`   ${line}`) })))
}
const report: Report = {
  name: 'bench',
  title: 'Speed and memory beside peers',
  command: `npm run bench${positionals.map((name) => ` ${name}`).join('')}`,
  at: new Date().toISOString(),
  seconds: (performance.now() - startedAt) / 1000,
  machine: describeMachine(),
  summary: 'Each table was measured in one run, its sides in turn.',
  tables,
  passed: chosen.length,
  failed: 0,
}
console.log(renderReport(report))
if (values.json !== undefined) await writeReport(values.json, report)
