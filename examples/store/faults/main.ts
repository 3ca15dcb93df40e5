/**
 * `npm run test:faults`: random faults under load on the store as processes. The seed repeats the list of faults. This
 * file reads what is asked for; `suite.ts` does it.
 */
import { enableCompileCache } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { faultKinds } from './plan.ts'

const usage = `npm run test:faults -- [--faults n] [--seed n] [--clients n] [--only kinds]
                        [--json file] [--log file]
  --faults   how many faults; 60 if left out
  --seed     repeats the list of faults of an earlier run
  --clients  customers who order at the same time; 6 if left out
  --only     kinds with commas, to look for a cause: ${faultKinds.join(', ')}
  --json     writes the report
  --log      writes each fault as a line of JSON`

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '60' },
    seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 31)}` },
    clients: { type: 'string', default: '6' },
    only: { type: 'string', default: faultKinds.join(',') },
    json: { type: 'string' },
    log: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const count = Number(values.faults)
const seed = Number(values.seed)
const clients = Number(values.clients)
if (values.help) {
  console.log(usage)
  process.exit(0)
}
if (![count, seed, clients].every((each) => Number.isInteger(each) && each >= 0)) {
  console.error(`--faults, --seed and --clients take whole numbers.\n${usage}`)
  process.exit(2)
}
const wanted = values.only.split(',')
const kinds = faultKinds.filter((kind) => wanted.includes(kind))
if (kinds.length !== wanted.length) {
  console.error(`--only takes some of ${faultKinds.join(', ')}.`)
  process.exit(2)
}
const only = kinds.length === faultKinds.length ? '' : ` --only ${kinds.join(',')}`
const load = clients === 6 ? '' : ` --clients ${clients}`
const command = `npm run test:faults -- --faults ${count} --seed ${seed}${load}${only}`
console.error(`seed ${seed}: ${command}`)

// Most of the work of a start is compiling: hundreds of them share it. It must be on before the store is loaded.
enableCompileCache(join(tmpdir(), 'atoll-compiled'))
const { runSuite } = await import('./suite.ts')
const { json, log } = values
const failed = await runSuite({ count, seed, clients, kinds, command, json, log })
process.exitCode = failed > 0 ? 1 : 0
