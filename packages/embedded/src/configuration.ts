/**
 * What a decision on configuration needs: where a config server is, for whoever starts the processes, and in each of
 * them a view of it for each service that declares settings.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration, Surroundings } from '@atoll/chassis'
import { openSpringConfig } from '@atoll/config-spring-config'
import { type Clock, Fault } from '@atoll/pipeline'
import { type ConfigPlaces, type System, wholeAnswer } from '@atoll/system'
import type { Foundation } from './foundation.ts'
import type { EmbeddedSettings } from './settings.ts'

/** A decided config server as a process is told of it. Its addresses may hold passwords. */
export interface ConfigPlace extends ConfigPlaces {
  /** Where each service keeps what it was last told; null where it does not. */
  readonly keepsIn: string | null
}

interface Decided {
  readonly system: System
  readonly settings: Pick<EmbeddedSettings, 'configServers'>
}

/** The decided server, with what was set from outside before what is written down; null where none is decided. */
export function configPlaceOf(
  parts: Decided & { readonly foundation: Pick<Foundation, 'layout'> },
): ConfigPlace | null {
  const decided = decidedPlaces(parts)
  if (decided === null) return null
  return {
    ...decided,
    keepsIn: decided.keepsLast === true ? parts.foundation.layout.settings : null,
  }
}

function decidedPlaces({ system, settings }: Decided): ConfigPlaces | null {
  const configuration = wholeAnswer(system.decisions, 'configuration')
  if (configuration?.adapter !== 'spring-config') return null
  const told = settings.configServers.reveal()
  const servers = told === '' ? configuration.settings.servers : told.split(',')
  return { ...configuration.settings, servers }
}

/** Looks at what is written before anything is opened. Faults: invalid `config_servers_refused`. */
export async function checkConfigPlace(parts: Decided): Promise<void> {
  const decided = decidedPlaces(parts)
  if (decided === null) return
  try {
    await openSpringConfig({ ...decided, app: parts.system.name })[Symbol.asyncDispose]()
  } catch (cause) {
    const why = cause instanceof TypeError ? cause.message : 'they cannot be used'
    const message = `decisions.configuration, or CONFIG_SERVERS: ${why}.`
    throw new Fault({ kind: 'invalid', code: 'config_servers_refused', message, cause })
  }
}

/** How the services of one process ask it, each by its own name; nothing where none is decided. */
export function configurationBy(
  place: ConfigPlace | null,
  clock: Clock,
): Pick<Surroundings, 'configuration'> {
  if (place === null) return {}
  const { refreshMs, startsWithout, keepsIn, servers, profiles, labels } = place
  return {
    configuration(service): Configuration {
      return {
        remote: openSpringConfig({
          servers,
          app: service,
          clock,
          ...(profiles === undefined ? {} : { profiles }),
          ...(labels === undefined ? {} : { labels }),
        }),
        ...(refreshMs === undefined ? {} : { refreshMs }),
        ...(startsWithout === undefined ? {} : { startsWithout }),
        ...(keepsIn === null ? {} : { keepIn: fileIn(keepsIn, service) }),
      }
    },
  }
}

function fileIn(folder: string, service: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return join(folder, `${service}.json`)
}
