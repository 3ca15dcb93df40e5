/**
 * Which question is asked for a service, and what its answer says. SRV records name hosts with ports; address records
 * name hosts alone, so that the port has to be known. Source: RFC 2782 (SRV), RFC 1035 section 3.4 (A), RFC 3596 (AAAA).
 */
import type { SrvRecord } from 'node:dns'
import { isIP } from 'node:net'
import type { Instance } from '@atoll/discovery'

/** How services stand in DNS. */
export type DnsRecords =
  | {
      readonly kind: 'srv'
      /** Shape: `(service) => '_http._tcp.orders.shop.svc.cluster.local'`. */
      readonly nameOf: (service: string) => string
    }
  | {
      readonly kind: 'address'
      /** Shape: `(service) => 'orders.shop.svc.cluster.local'`. */
      readonly nameOf: (service: string) => string
      readonly portOf: (service: string) => number
    }

/** `http` unless the services speak otherwise: the beginning of every address. */
export type Scheme = 'http' | 'https' | 'grpc'

/** Only those that are to be asked first: the others stand by, and DNS says when it is their turn. */
export function fromSrv(
  service: string,
  records: readonly SrvRecord[],
  scheme: Scheme,
): readonly Instance[] {
  // A target of nothing but the root says that the service is not to be had here.
  const offered = records.filter(({ name, port }) => isHost(name) && port > 0)
  const first = Math.min(...offered.map(({ priority }) => priority))
  return toInstances(
    service,
    offered
      .filter(({ priority }) => priority === first)
      .map(({ name, port }) => ({ host: name, port })),
    scheme,
  )
}

/** A label may hold any byte; what is no host of an address can be called by nobody. Source: RFC 2181 section 11 */
function isHost(name: string): boolean {
  const text = `http://${name}`
  if (name === '.' || !URL.canParse(text)) return false
  return new URL(text).hostname === name.toLowerCase()
}

/** One instance for each address of a name. */
export function fromAddresses(
  service: string,
  { addresses, port }: { readonly addresses: readonly string[]; readonly port: number },
  scheme: Scheme,
): readonly Instance[] {
  return toInstances(
    service,
    addresses.map((host) => ({ host, port })),
    scheme,
  )
}

/** In order and without doubles, so that the same answer in another order is no news. */
function toInstances(
  service: string,
  places: readonly { readonly host: string; readonly port: number }[],
  scheme: Scheme,
): readonly Instance[] {
  const names = places.map(({ host, port }) => `${isIP(host) === 6 ? `[${host}]` : host}:${port}`)
  return [...new Set(names)].toSorted().map((instance) => ({
    service,
    instance,
    address: `${scheme}://${instance}`,
    version: '',
  }))
}
