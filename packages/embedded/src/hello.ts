/** What the supervisor says to a process first. Made and read by this package only, over a channel of the two. */
import type { Instance } from '@atoll/discovery'
import { Fault } from '@atoll/pipeline'
import type { DnsPlaces, EurekaPlaces } from '@atoll/system'
import type { Opening } from './opening.ts'

/** The first message. Holds secrets. */
export interface Hello {
  readonly opening: Opening
  /** Where the issuer is reached. Shape: `http://127.0.0.1:40123`. */
  readonly issuerUrl: string
  readonly host: string
  readonly hosts: readonly string[] | undefined
  /** Addresses whose traces the gateways continue. */
  readonly tracePeers: readonly string[]
  /** Of the first gateway. */
  readonly port: number
  readonly registry: RegistryPlace
}

/** The decided registry, and the zone from which it is asked. */
export interface EurekaPlace extends EurekaPlaces {
  readonly zone?: string
}

/** Where a process finds the others: through its supervisor, in a Eureka registry, in DNS, or behind a balancer. */
export type RegistryPlace =
  | { readonly kind: 'supervisor'; readonly instances: readonly Instance[] }
  | { readonly kind: 'eureka'; readonly settings: EurekaPlace }
  | { readonly kind: 'dns'; readonly settings: Required<DnsPlaces> }
  | { readonly kind: 'balanced'; readonly addresses: Readonly<Record<string, string>> }

/** Reads a hello. Faults: precondition `hello_unreadable`, when something else started this process. */
export function parseHello(value: unknown): Hello {
  if (typeof value === 'object' && value !== null && 'opening' in value && 'issuerUrl' in value)
    // Written by this package's own supervisor from typed parts, in the same version.
    return value as Hello
  const message = 'This process was started by something other than the supervisor of its system.'
  throw new Fault({ kind: 'precondition', code: 'hello_unreadable', message })
}
