/**
 * `npm run claims`: measures what the pattern texts claim on the store, and runs the tests that assert the rest. Each probe
 * leaves a record with a verdict for each of its claims; `npm run generate` makes docs/refer/claims.md of them.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readArguments, refuse, toCommand, toWhole } from '@atoll/testkit/arguments'
import { describeMachine, renderReport, writeReport } from '@atoll/testkit/report'
import { listFile, renderList } from './list.ts'
import type { ClaimRecord, Probe } from './probe.ts'
import { probes } from './probes.ts'
import { root } from './store.ts'

const usage = `npm run claims -- [names] [--seconds n] [--rounds n] [--list] [--dry]
  names      what to measure; everything if left out:
${probes.map(({ name, title }) => `             ${name.padEnd(14)} ${title}`).join('\n')}
  --seconds  of load for each side in each round; 5 if left out
  --rounds   of all sides in turn; 5 if left out
  --list     measures nothing: writes the list of claims anew, from texts and catalogue
  --dry      writes nothing`

const { values, positionals } = readArguments({
  usage,
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    list: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const seconds = toWhole(values.seconds, { option: '--seconds', from: 1, to: 600 }, usage)
const rounds = toWhole(values.rounds, { option: '--rounds', from: 1, to: 100 }, usage)
const unknown = positionals.filter((name) => !probes.some((each) => each.name === name))
if (unknown.length > 0) refuse(`there is no probe ${unknown.join(', ')}`, usage)

const isChosen = (name: string) => positionals.length === 0 || positionals.includes(name)
const chosen = values.list ? [] : probes.filter(({ name }) => isChosen(name))
if (!values.dry) writeFileSync(join(root, listFile), renderList())
const tell = (line: string) => console.error(line)
for (const probe of chosen) {
  tell(`── ${probe.title}`)
  try {
    const record = await toRecord(probe)
    console.log(renderReport(record))
    for (const { claim, verdict, says } of record.findings)
      console.log(`${claim}: ${verdict}. ${says}`)
    const file = join(root, 'docs/refer/claims', `${probe.name}.json`)
    if (!values.dry) await writeReport(file, record)
  } catch (thrown) {
    tell(
      `   failed: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
    )
    process.exitCode = 1
  }
}

async function toRecord({ name, title, run }: Probe): Promise<ClaimRecord> {
  const startedAt = performance.now()
  const found = await run({ seconds, rounds, tell: (line) => tell(`   ${line}`) })
  const hold = found.findings.filter(({ verdict }) => verdict !== 'false').length
  return {
    name,
    title,
    command: toCommand('claims', { options: { seconds, rounds }, names: [name] }),
    at: new Date().toISOString(),
    seconds: (performance.now() - startedAt) / 1000,
    machine: describeMachine(),
    commit: execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
    }).trim(),
    summary: `${found.findings.length} claims judged.`,
    ...found,
    passed: hold,
    failed: found.findings.length - hold,
  }
}
