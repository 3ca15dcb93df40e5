/**
 * What a decision on discovery needs beside the processes: nothing, a registry of others, a name server, or a balancer.
 * The supervisor opens it before it starts anything and hands its place to every process.
 */
import { join } from 'node:path'
import type { Life } from '@atoll/chassis'
import type { Supervisor } from '@atoll/deployment-processes'
import type { Instance } from '@atoll/discovery'
import { openNameServer, type ZoneRecord } from '@atoll/discovery-dns'
import { type Balanced, openHaproxy } from '@atoll/discovery-haproxy'
import type { Clock, Log } from '@atoll/pipeline'
import { type DnsPlaces, type HaproxyRules, type System, wholeAnswer } from '@atoll/system'
import type { Foundation } from './foundation.ts'
import type { EurekaPlace, RegistryPlace } from './hello.ts'
import { parseReady } from './ready.ts'
import type { RegistryHub } from './registry-link.ts'
import type { EmbeddedSettings } from './settings.ts'

/** What opening needs. */
export interface RegistryPlaceParts {
  readonly system: System
  readonly settings: EmbeddedSettings
  readonly foundation: Pick<Foundation, 'layout'>
  readonly supervisor: Pick<Supervisor, 'states' | 'onChange'>
  readonly hub: RegistryHub
  readonly clock: Clock
  readonly log: Log
  readonly life: Life
  readonly abandoned: AbortSignal
}

/** Units: milliseconds. */
const askMsDefault = 2_000

/** Opens it, and answers what each process is told when it starts. Faults: those of HAProxy's start. */
export async function openRegistryPlace(parts: RegistryPlaceParts): Promise<() => RegistryPlace> {
  const { system, settings, hub } = parts
  const eureka = eurekaOf({ system, settings })
  if (eureka !== null) return () => ({ kind: 'eureka', settings: eureka })
  const discovery = wholeAnswer(system.decisions, 'discovery')
  if (discovery?.adapter === 'dns') {
    const place = await openDnsPlace(discovery.settings ?? {}, parts)
    return () => ({ kind: 'dns', settings: place })
  }
  if (discovery?.adapter === 'haproxy') {
    const addresses = await openBalancer(discovery.settings ?? {}, parts)
    return () => ({ kind: 'balanced', addresses })
  }
  return () => ({ kind: 'supervisor', instances: hub.all() })
}

/** The decided Eureka, with what was set from outside before what is written down; null where none is decided. */
export function eurekaOf({
  system,
  settings,
}: Pick<RegistryPlaceParts, 'system' | 'settings'>): EurekaPlace | null {
  const discovery = wholeAnswer(system.decisions, 'discovery')
  if (discovery?.adapter !== 'eureka') return null
  const told = settings.eurekaServers.reveal()
  const servers = told === '' ? discovery.settings.servers : told.split(',')
  const { zone } = settings
  return { ...discovery.settings, servers, ...(zone === '' ? {} : { zone }) }
}

async function openDnsPlace(
  { servers, name, askMs = askMsDefault }: DnsPlaces,
  { system, hub, life }: RegistryPlaceParts,
): Promise<Required<DnsPlaces>> {
  if (servers !== undefined && name !== undefined) return { servers, name, askMs }
  const own = `_http._tcp.{service}.${system.name}.internal`
  const nameOf = (service: string) => own.replaceAll('{service}', service)
  const server = await openNameServer((question) =>
    hub
      .all()
      .filter(({ service }) => nameOf(service) === question.name)
      .map((instance) => toRecord(question.name, instance)),
  )
  life.onEnd(() => server[Symbol.asyncDispose]())
  return { servers: [server.address], name: own, askMs }
}

function toRecord(name: string, { address }: Instance): ZoneRecord {
  const { hostname, port } = new URL(address)
  return { name, type: 'SRV', data: `0 0 ${port} ${hostname}` }
}

async function openBalancer(
  rules: HaproxyRules,
  { system, foundation, supervisor, hub, clock, log, life, abandoned }: RegistryPlaceParts,
): Promise<Readonly<Record<string, string>>> {
  const services = system.services.map(({ name }) => name)
  const directory = join(foundation.layout.root, 'haproxy')
  const balancer = await openHaproxy({ services, directory, rules, clock, log, abandoned })
  life.onEnd(() => balancer[Symbol.asyncDispose]())
  const isBehind = ({ service }: Balanced) => services.includes(service)
  const tell = () => {
    // What it was not told is in its log, and told again.
    balancer.tell(balancedBy(supervisor, hub).filter(isBehind)).catch(() => {})
  }
  hub.onChange(tell)
  supervisor.onChange(tell)
  return balancer.addresses
}

/** Only of a process that is ready is it known where it can be asked how it is. */
function balancedBy(supervisor: Pick<Supervisor, 'states'>, hub: RegistryHub): Balanced[] {
  return supervisor.states().flatMap(({ name, ready }) => {
    const { management } = parseReady(ready)
    if (management === null) return []
    const checkPort = Number(new URL(management).port)
    return hub.of(name).map(({ service, instance, address }) => {
      const { hostname, port } = new URL(address)
      const host = hostname.replaceAll(/[[\]]/g, '')
      return { service, instance, host, port: Number(port), checkPort }
    })
  })
}
