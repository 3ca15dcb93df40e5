/** The registry that a command for processes of others speaks to. */
import type { Environment } from '@atoll/config'
import type { Eureka } from '@atoll/discovery-eureka'
import type { Clock, Log } from '@atoll/pipeline'

/** How a registry is named on a command line. */
export interface RegistryWish {
  /** With commas. */
  readonly registry?: string
}

/** Where Eureka listens when nobody says. */
const usual = 'http://127.0.0.1:8761/eureka'
/** A registry that tells its changes is heard at once; others are asked this often. Units: milliseconds. */
const fetchMs = 5_000

/** Opens the view of it. The environment's addresses may hold a password, which a command line would show. */
export async function openRegistryOf(
  { registry }: RegistryWish,
  parts: { readonly environment: Environment; readonly clock: Clock; readonly log: Log },
): Promise<Eureka> {
  const { openEureka } = await import('@atoll/discovery-eureka')
  const { environment, clock, log } = parts
  const servers = (registry ?? environment['EUREKA_SERVERS'] ?? usual).split(',')
  return openEureka({ servers, fetchMs, clock, log })
}
