/**
 * `npm run bench`: measures what it is asked for, or everything, prints tables and writes the record.
 * Arguments: names of measurements; --seconds n, --rounds n, --json file.
 */
import { readArguments, refuse, toCommand, toWhole } from '@atoll/testkit/arguments'
import { describeMachine, type Report, renderReport, writeReport } from '@atoll/testkit/report'
import { call } from './call/call.ts'
import { chain } from './chain/chain.ts'
import { discovery } from './discovery/discovery.ts'
import { http } from './http/http.ts'
import type { Measure } from './measure.ts'
import { outboxCost } from './outbox/cost.ts'
import { outboxDrain } from './outbox/drain.ts'
import { outboxLatency } from './outbox/latency.ts'
import { overload } from './overload/overload.ts'
import { registry } from './registry/registry.ts'
import { type Findings, runMeasures } from './run.ts'
import { scale } from './scale/scale.ts'
import { memory } from './store/memory.ts'
import { orders } from './store/orders.ts'
import { start } from './store/start.ts'

const measures: readonly Measure[] = [
  call,
  http,
  chain,
  discovery,
  outboxCost,
  outboxLatency,
  outboxDrain,
  start,
  memory,
  orders,
  overload,
  registry,
  scale,
]

const usage = `npm run bench -- [names] [--seconds n] [--rounds n] [--json file]
  names      what to measure; everything if left out:
${measures.map(({ name, title }) => `             ${name.padEnd(14)} ${title}`).join('\n')}
  --seconds  of load for each side in each round; 5 if left out
  --rounds   of all sides in turn; 3 if left out
  --json     where to write the record`

const { values, positionals } = readArguments({
  usage,
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
  allowPositionals: true,
})
const seconds = toWhole(values.seconds, { option: '--seconds', from: 1, to: 600 }, usage)
const rounds = toWhole(values.rounds, { option: '--rounds', from: 1, to: 100 }, usage)
const unknown = positionals.filter((name) => !measures.some((each) => each.name === name))
if (unknown.length > 0) refuse(`there is no measurement ${unknown.join(', ')}`, usage)

const chosen = measures.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const startedAt = performance.now()
const tell = (line: string) => console.error(line)
const keep = async (findings: Findings) => {
  if (values.json !== undefined) await writeReport(values.json, toReport(findings))
}
const found = await runMeasures(chosen, { seconds, rounds, tell }, keep)
console.log(renderReport(toReport(found)))
process.exitCode = found.failed > 0 ? 1 : 0

function toReport({ tables, passed, failed }: Findings): Report {
  return {
    // A part that was measured again stands beside the record of the whole.
    name: ['bench', ...positionals].join('-'),
    title: ['Speed and memory beside peers', ...positionals].join(', '),
    command: toCommand('bench', { options: { seconds, rounds }, names: positionals }),
    at: new Date().toISOString(),
    seconds: (performance.now() - startedAt) / 1000,
    machine: describeMachine(),
    summary: `Each table was measured in one run; figures are medians of ${rounds} rounds of ${seconds} s, but where bench/README.md says otherwise. The last line counts goals.`,
    tables,
    passed,
    failed,
  }
}
