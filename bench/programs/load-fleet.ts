/** Loads a large system as a start would, and writes its gateway's document: `load-fleet.ts <folder of atoll.ts>`. */
import { join } from 'node:path'
import { loadSystem } from '@atoll/embedded'
import { documentOf } from '@atoll/gateway'
import { planOf } from '@atoll/system'

const startedAt = performance.now()
const secondsSince = (from: number) => (performance.now() - from) / 1000
const whole = await loadSystem(join(process.argv[2] ?? '', 'atoll.ts'))
const { processes } = planOf(whole)
const loadSeconds = secondsSince(startedAt)
const documentAt = performance.now()
const document = JSON.stringify(whole.gateways.map((each) => documentOf(each, whole.name, '1')))
const found = {
  loadSeconds,
  documentSeconds: secondsSince(documentAt),
  documentBytes: Buffer.byteLength(document),
  processes: processes.length,
}
process.stdout.write(`${JSON.stringify(found)}\n`)
