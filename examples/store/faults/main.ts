/**
 * `npm run test:faults`: random faults under load on the store as processes. The seed repeats the list of faults. This
 * file reads what is asked for; `suite.ts` does it.
 */
import { enableCompileCache } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readArguments, refuse, toCommand, toWhole } from '@atoll/testkit/arguments'
import { ways } from '../journeys/discovery/ways.ts'
import { faultKinds } from './plan.ts'

const clientsUsual = '6'
const usage = `npm run test:faults -- [--faults n] [--seed n] [--clients n] [--only kinds] [--discovery way]
                        [--json file] [--log file]
  --faults   how many faults; 60 if left out
  --seed     repeats the list of faults of an earlier run
  --clients  customers who order at the same time; ${clientsUsual} if left out
  --only     kinds with commas, to look for a cause: ${faultKinds.join(', ')}
  --discovery  how services find each other: ${ways.join(', ')}; the first if left out
  --json     writes the report
  --log      writes each fault as a line of JSON`

const { values } = readArguments({
  usage,
  options: {
    faults: { type: 'string', default: '60' },
    seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 31)}` },
    clients: { type: 'string', default: clientsUsual },
    only: { type: 'string', default: faultKinds.join(',') },
    discovery: { type: 'string', default: 'supervisor' },
    json: { type: 'string' },
    log: { type: 'string' },
  },
})
const count = toWhole(values.faults, { option: '--faults', from: 0 }, usage)
const seed = toWhole(values.seed, { option: '--seed', from: 0 }, usage)
const clients = toWhole(values.clients, { option: '--clients', from: 0 }, usage)
const wanted = values.only.split(',')
const kinds = faultKinds.filter((kind) => wanted.includes(kind))
if (kinds.length !== wanted.length) refuse(`--only takes some of ${faultKinds.join(', ')}.`, usage)
const discovery = ways.find((way) => way === values.discovery)
if (discovery === undefined) refuse(`--discovery takes one of ${ways.join(', ')}.`, usage)
const command = toCommand('test:faults', {
  options: {
    faults: count,
    seed,
    clients: values.clients === clientsUsual ? undefined : clients,
    only: kinds.length === faultKinds.length ? undefined : kinds.join(','),
    discovery: discovery === 'supervisor' ? undefined : discovery,
  },
})
console.error(`seed ${seed}: ${command}`)

// Most of the work of a start is compiling: hundreds of them share it. It must be on before the store is loaded.
enableCompileCache(join(tmpdir(), 'atoll-compiled'))
const { runSuite } = await import('./suite.ts')
const { json, log } = values
const failed = await runSuite({ count, seed, clients, kinds, discovery, command, json, log })
process.exitCode = failed > 0 ? 1 : 0
