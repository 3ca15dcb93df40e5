/** `atoll status`: what runs here, for people and for scripts. */
import { exitCodes, notRunning } from './exit-code.ts'
import type { Parts } from './parts.ts'
import type { Place } from './place.ts'
import { type RunRecord, readRun } from './run-file.ts'
import { toTable } from './table.ts'

/** Shows what runs; with `json` the same as one object, also when nothing runs. */
export function status(
  place: Place,
  { json }: { readonly json: boolean },
  { screen }: Parts,
): number {
  const running = readRun(place)
  if (json) {
    const {
      mark: _,
      managementToken: _token,
      ...known
    } = running ?? {
      mark: null,
      managementToken: '',
    }
    screen.line(JSON.stringify({ running: running !== null, ...known }, null, 2))
    return running === null ? exitCodes.notRunning : exitCodes.ok
  }
  if (running === null) throw notRunning(place)
  for (const line of describe(running)) screen.line(line)
  return exitCodes.ok
}

function describe({ system, address, topology, startedAt, pid, processes }: RunRecord): string[] {
  const where = address === null ? 'is starting' : `runs at ${address}`
  const rows = processes.map((each) => [
    each.name,
    each.state,
    each.pid === null ? '-' : String(each.pid),
    String(each.restarts),
    each.address ?? '-',
    each.management ?? '-',
  ])
  return [
    `The ${system} ${where} (${topology}, process ${pid}, since ${startedAt}).`,
    ...(rows.length === 0
      ? []
      : [
          '',
          ...toTable([['PROCESS', 'STATE', 'PID', 'RESTARTS', 'ADDRESS', 'MANAGEMENT'], ...rows]),
        ]),
  ]
}
