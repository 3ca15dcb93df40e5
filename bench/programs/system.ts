/**
 * A server of ours: `system.ts <folder of atoll.ts below bench> <topology> [state folder]`. Starts a system the way its
 * users do, with records and spans kept in files, and says where it is reached.
 */
import { join } from 'node:path'
import { loadSystem, startSystem } from '@atoll/embedded'
import { type Topology, topologies } from '@atoll/system'
import { openFolder } from './folder.ts'
import { serve } from './server.ts'

const [, , place = '', wanted = 'one-process', kept] = process.argv
// Whoever measures may be ended in the middle; PostgreSQL has a session of its own and would stay.
const abandon = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.once(signal, () => {
    abandon.abort()
    process.exit(1)
  })
const folder = kept === undefined ? await openFolder('system') : null
const file = join(import.meta.dirname, '..', place, 'atoll.ts')
const running = await startSystem({
  system: await loadSystem(file),
  topology: parseTopology(wanted),
  directory: kept ?? join(folder?.path ?? '', '.atoll'),
  port: 0,
  program: { file },
  environment: process.env,
  tell: () => {},
  abandoned: abandon.signal,
})
const reports = running.processes()
const processes = Object.fromEntries(reports.map(({ name, address }) => [name, address]))
const managements = Object.fromEntries(reports.map(({ name, management }) => [name, management]))
const stop = async () => {
  await running.stop()
  await folder?.remove()
}
serve({ url: running.address, processes, managements }, stop)

function parseTopology(text: string): Topology {
  const found = topologies.find((each) => each === text)
  if (found === undefined) throw new TypeError(`there is no topology '${text}'`)
  return found
}
