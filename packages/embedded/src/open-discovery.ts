/** How one process is found and finds the others, as its supervisor said in its hello. */
import type { Life } from '@atoll/chassis'
import type { SupervisorConnection } from '@atoll/deployment-processes'
import { createBalanced, type Discovery } from '@atoll/discovery'
import { openDns } from '@atoll/discovery-dns'
import { openEureka } from '@atoll/discovery-eureka'
import { type Log, systemClock } from '@atoll/pipeline'
import type { RegistryPlace } from './hello.ts'
import { createLinkedDiscovery } from './registry-link.ts'

/** What opening needs. */
export interface OpenDiscoveryParts {
  readonly connection: Pick<SupervisorConnection, 'send' | 'onMessage'>
  readonly life: Life
  readonly log: Log
}

type Elsewhere = Exclude<RegistryPlace, { readonly kind: 'supervisor' }>

/** Opens the view of this process; `life` closes what it opened. */
export function openDiscovery(place: RegistryPlace, parts: OpenDiscoveryParts): Discovery {
  const { connection, life, log } = parts
  if (place.kind === 'supervisor') return createLinkedDiscovery(connection, place.instances)
  const finder = openFinder(place, log)
  life.onEnd(() => finder[Symbol.asyncDispose]())
  if (finder.capabilities.registers) return finder
  return registeredBy(createLinkedDiscovery(connection, []), finder)
}

function openFinder(place: Elsewhere, log: Log): Discovery {
  const clock = systemClock
  if (place.kind === 'eureka') return openEureka({ ...place.settings, clock, log })
  if (place.kind === 'balanced') return createBalanced(place.addresses)
  const { servers, name, askMs } = place.settings
  const nameOf = (service: string) => name.replaceAll('{service}', service)
  return openDns({ records: { kind: 'srv', nameOf }, servers, askMs, clock, log })
}

/** The supervisor is told who is here, and tells the name server or the balancer, which others ask. */
function registeredBy(registrar: Discovery, finder: Discovery): Discovery {
  return { ...finder, register: (instance) => registrar.register(instance) }
}
