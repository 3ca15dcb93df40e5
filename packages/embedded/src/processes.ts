/**
 * A whole system as a process for each service and gateway. This process holds what they share: PostgreSQL, the issuer
 * and the registry; it starts them again when they fall, and stops them in order.
 */
import { getCompileCacheDir } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Life } from '@atoll/chassis'
import { createSupervisor, type Supervisor } from '@atoll/deployment-processes'
import type { Gateway } from '@atoll/gateway'
import { openListener } from '@atoll/http'
import { issuerRoutes } from '@atoll/issuer'
import { type Clock, type Ids, type Log, systemRandom } from '@atoll/pipeline'
import type { Plan, PlannedProcess, System } from '@atoll/system'
import { afterFall } from './failpoint.ts'
import type { Foundation } from './foundation.ts'
import type { Hello } from './hello.ts'
import { type Opening, openingOf } from './opening.ts'
import { parseReady } from './ready.ts'
import { createRegistryHub } from './registry-link.ts'
import { openRegistryPlace } from './registry-place.ts'
import { type EmbeddedSettings, publicHostsOf, tracePeersOf } from './settings.ts'

/** What processes are started from. */
export interface ProcessesParts {
  readonly system: System<Gateway>
  readonly plan: Plan
  readonly foundation: Foundation
  readonly settings: EmbeddedSettings
  readonly port: number
  readonly managementToken: string
  /** The absolute path of `atoll.ts`, which every process reads for itself. */
  readonly file: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly life: Life
  readonly abandoned: AbortSignal
}

/** Starts all processes; resolves when all are ready. Faults: those of a process that was given up. */
export async function startProcesses(parts: ProcessesParts): Promise<Supervisor> {
  const { plan, clock, log, life, settings } = parts
  const issuerUrl = await openIssuerListener(parts)
  const supervisor = createSupervisor({ clock, random: systemRandom, log })
  parts.abandoned.addEventListener('abort', () => supervisor.killAll())
  const hub = createRegistryHub(supervisor, plan.processes, log)
  const registry = await openRegistryPlace({ ...parts, supervisor, hub })
  const gateways = plan.processes.filter((each) => each.gateways.length > 0)
  life.onEnd(() =>
    supervisor.stopAll({
      order: gateways.map((each) => each.name),
      graceMs: settings.graceMs + stopMarginMs,
    }),
  )
  const start = async (planned: PlannedProcess) => {
    let isFirst = true
    // A gateway that took any free port keeps it when it is started again: people know it by then.
    let { port } = parts
    const openingNow = (): Opening => {
      const opening = openingOf({ ...parts, planned, instance: parts.ids.hex(4) })
      const failpoint = isFirst ? opening.failpoint : afterFall(opening.failpoint)
      isFirst = false
      return { ...opening, failpoint }
    }
    const hello = (): Hello => ({
      opening: openingNow(),
      issuerUrl,
      host: settings.host,
      hosts: publicHostsOf(settings),
      tracePeers: tracePeersOf(settings),
      port,
      registry: registry(),
    })
    const { addresses } = parseReady(await supervisor.start(specOf(planned, { ...parts, hello })))
    const address = addresses[planned.gateways[0] ?? '']
    if (address !== undefined) port = Number(new URL(address).port)
  }
  await Promise.all(plan.processes.map(start))
  return supervisor
}

/** Beyond the grace of the work itself: for closing what the work used. Units: milliseconds. */
const stopMarginMs = 5_000

function specOf(planned: PlannedProcess, parts: ProcessesParts & { readonly hello: () => Hello }) {
  return {
    name: planned.name,
    file: childEntry,
    args: [parts.file, planned.name],
    environment: harmless(parts.environment),
    hello: parts.hello,
    outputFile: join(parts.foundation.layout.logs, `${planned.name}.out`),
  }
}

/** From sources the entry is TypeScript, from a package JavaScript; it stands beside this file either way. */
const childEntry = fileURLToPath(
  new URL(import.meta.filename.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url),
)

/** A child needs to find programs and files; what the system is told from outside it gets in its hello. */
const passedOn: readonly string[] = [
  'PATH',
  'HOME',
  'LANG',
  'TZ',
  'TMPDIR',
  'NODE_EXTRA_CA_CERTS',
  'ATOLL_DEBUG',
]

function harmless(environment: ProcessesParts['environment']) {
  const passed = passedOn.map((name) => [name, environment[name]] as const)
  return { ...Object.fromEntries(passed), NODE_COMPILE_CACHE: getCompileCacheDir() }
}

async function openIssuerListener({
  foundation,
  clock,
  log,
  life,
}: ProcessesParts): Promise<string> {
  const { issuer } = foundation
  const listener = await openListener({ port: 0, routes: issuerRoutes(issuer), log, clock })
  life.onEnd(() => listener.stop(0))
  return listener.address
}
