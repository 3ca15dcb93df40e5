/**
 * The ways from one process to services that are not of its system, each with a caller of its own, so that what one is
 * shown no other sees. Opened with the surroundings; a way asks nobody before its first call.
 */
import type { Life } from '@atoll/chassis'
import { type Environment, readSettings, type Setting, setting } from '@atoll/config'
import { secret } from '@atoll/contract'
import { choose, createPicker, type Discovery } from '@atoll/discovery'
import { type B3Form, type Clock, type Deliver, Fault } from '@atoll/pipeline'
import { type External, type PlannedProcess, registryNameOf, type System } from '@atoll/system'
import type { Caller } from '@atoll/transport'
import { openExternalCaller } from '@atoll/transport-http'
import { z } from 'zod'

/** What the ways are opened from. */
export interface ExternalParts {
  readonly external: readonly External[]
  readonly environment: Environment
  /** Opens where the names of a registry are looked up: once for all, and only where one is needed. */
  readonly registry: () => Discovery
  readonly zone: string | null
  readonly clock: Clock
  readonly b3: B3Form
  readonly life: Life
}

/** The services outside that one process calls. */
export function externalOf(
  { external, services, gateways }: System,
  planned: PlannedProcess,
): readonly External[] {
  const called = new Set([
    ...services
      .filter(({ name }) => planned.services.includes(name))
      .flatMap(({ uses }) => Object.values(uses).map(({ $contract }) => $contract.name)),
    ...gateways
      .filter(({ gateway }) => planned.gateways.includes(gateway))
      .flatMap(({ reaches }) => reaches.map(({ contract }) => contract)),
  ])
  return Object.values(external).filter(({ contract }) => called.has(contract.$contract.name))
}

/** Opens them, by the names of their contracts. Faults: invalid `settings_invalid`, for a credential that is not set */
export async function openExternal(parts: ExternalParts): Promise<ReadonlyMap<string, Deliver>> {
  const { external, environment, clock, b3, life } = parts
  const credentials = await readCredentials(external, environment)
  const ways = new Map<string, Deliver>()
  let opened: Discovery | null = null
  const registry = () => (opened ??= parts.registry())
  for (const each of external) {
    const { name } = each.contract.$contract
    if (each.at === 'nowhere') {
      ways.set(name, () => Promise.reject(nowhere(name)))
      continue
    }
    const authorization = credentials.get(each)
    const shown = authorization === undefined ? {} : { authorization }
    const caller = openExternalCaller({ clock, b3, ...shown })
    life.onEnd(() => caller[Symbol.asyncDispose]())
    ways.set(name, wayTo(each, caller, { ...parts, registry }))
  }
  return ways
}

function wayTo(each: External, caller: Caller, { registry, zone, clock }: ExternalParts): Deliver {
  const reach =
    ({ address }: { readonly address: string }): Deliver =>
    (message) =>
      message.kind === 'call'
        ? caller.deliver(message, address)
        : Promise.reject(new TypeError('events do not leave the system'))
  const service = registryNameOf(each)
  if (service === null) return reach({ address: each.at })
  return choose({ picker: createPicker(registry(), { clock, zone }), reach, service })
}

/** What the settings of services outside are, by their names in the environment. */
export function credentialSettings(
  external: readonly External[],
): Readonly<Record<string, Setting<typeof Shown.basic>>> {
  return Object.fromEntries(
    external.flatMap(({ contract, credential }) => {
      if (credential === null) return []
      const { scheme, env } = credential
      const describe = `What ${contract.$contract.name} is shown with every call.`
      return [[env, setting(Shown[scheme], { env, describe })] as const]
    }),
  )
}

/** What a line of a header can hold. */
const Shown = {
  bearer: secret(z.string().regex(/^[!-~]{1,8192}$/, 'write a token without spaces')),
  basic: secret(
    z.string().regex(/^[^\p{Cc}:]{1,255}:\P{Cc}{0,1024}$/u, 'write it like user:password'),
  ),
} as const

async function readCredentials(
  external: readonly External[],
  environment: Environment,
): Promise<ReadonlyMap<External, string>> {
  const values = await readSettings(credentialSettings(external), { environment })
  return new Map(
    external.flatMap((each) => {
      const { credential } = each
      const value = credential === null ? undefined : values[credential.env]?.reveal()
      return credential === null || value === undefined
        ? []
        : [[each, toAuthorization(credential.scheme, value)] as const]
    }),
  )
}

/** Source RFC 6750 section 2.1, RFC 7617 section 2 */
function toAuthorization(scheme: 'bearer' | 'basic', value: string): string {
  return scheme === 'bearer'
    ? `Bearer ${value}`
    : `Basic ${Buffer.from(value, 'utf8').toString('base64')}`
}

/** Longer than a call is repeated after, so that it is answered at once. Units: milliseconds. */
const retryAfterMs = 60_000

function nowhere(name: string): Fault {
  const message = `Nobody is '${name}' here: \`external\` in atoll.ts says so; nothing was done.`
  return new Fault({
    kind: 'unavailable',
    code: 'nowhere',
    message,
    executed: 'no',
    retryAfterMs,
  })
}
