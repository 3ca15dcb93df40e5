/**
 * Services that are not of this system: where they are found, and what they are shown of us. Declared in `external` of
 * `atoll.ts`; an environment carries it out. What is wrong with them is part of the one list of `system.ts`.
 */
import { type Contract, noteDeclared } from '@atoll/contract'
import type { Service } from '@atoll/chassis'
import type { Decisions } from './decisions.ts'
import { wholeAnswer } from './whole-answer.ts'

/**
 * Where a service outside is found: at an address, under a name in the decided registry, or nowhere, so that each call
 * is answered at once with `unavailable`.
 */
export type Place = `http://${string}` | `https://${string}` | `eureka:${string}` | 'nowhere'

/** What a service outside is shown with every call. Its value is set from outside and stands in no file of ours. */
export interface Credential {
  readonly scheme: 'bearer' | 'basic'
  /** The setting that holds it; with `_FILE` behind it, a file that does. */
  readonly env: string
}

/** Shows the token that the setting `env` holds, or the file that `<env>_FILE` names. */
export function bearer(env: string): Credential {
  return { scheme: 'bearer', env }
}

/** Shows the `user:password` that the setting `env` holds, or the file that `<env>_FILE` names. */
export function basic(env: string): Credential {
  return { scheme: 'basic', env }
}

/** Another repository or another language takes part by its contract alone. */
export interface External {
  readonly contract: Contract
  readonly at: Place
  /** Null for none: a token of ours is never shown to others. */
  readonly credential: Credential | null
}

/** Declares where something outside is found, and what it is shown. */
export function at(
  place: Place,
  contract: Contract,
  { credential = null }: { readonly credential?: Credential | null } = {},
): External {
  return noteDeclared({ at: place, contract, credential }, at)
}

const registryName = /^eureka:([A-Za-z0-9][A-Za-z0-9._-]{0,99})$/

/** The name in the registry; null for a place that is no name. */
export function registryNameOf({ at: place }: External): string | null {
  return registryName.exec(place)?.[1] ?? null
}

/** What is wrong with the services outside, each with what to write instead. */
export function mistakesOutside(whole: {
  readonly external: Readonly<Record<string, External>>
  readonly services: readonly Service[]
  readonly decisions: Decisions
}): string[] {
  const seen = new Set<string>()
  return Object.entries(whole.external).flatMap(([alias, each]) => {
    const { name } = each.contract.$contract
    const isSecond = seen.has(name)
    seen.add(name)
    const isInside = whole.services.some((service) => service.name === name)
    return [
      ...mistakesOfPlace(each, whole.decisions),
      ...mistakesOfCredential(each),
      ...(isInside ? [`'${name}' is a service of this system; leave out one of the two`] : []),
      ...(isSecond
        ? [`the contract '${name}' stands outside already; leave out one of the two`]
        : []),
    ].map((mistake) => `external ${alias}: ${mistake}`)
  })
}

function mistakesOfPlace(each: External, decisions: Decisions): string[] {
  const { at: place } = each
  if (place === 'nowhere') return []
  if (registryNameOf(each) !== null) {
    if (wholeAnswer(decisions, 'discovery')?.adapter === 'eureka') return []
    return [
      `'${place}' stands in a registry, and none is decided; add \`discovery: eureka({ servers })\` to the decisions, or write an address`,
    ]
  }
  const url = URL.canParse(place) ? new URL(place) : null
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  const written = "write it like 'http://billing:8080', 'eureka:BILLING' or 'nowhere'"
  if (url === null || !isHttp) return [`'${place.slice(0, 100)}' is no place; ${written}`]
  // It is not repeated: it may hold a password.
  if (url.username !== '' || url.password !== '')
    return ['its address holds a user or a password; declare it as `credential`']
  const isOrigin = [url.origin, `${url.origin}/`].includes(place.toLowerCase())
  return isOrigin ? [] : [`'${place}' has more than host and port; paths stand in its contract`]
}

const envForm = /^[A-Z][A-Z0-9_]{0,99}$/

function mistakesOfCredential({ credential }: External): string[] {
  if (credential === null || envForm.test(credential.env)) return []
  return [`its credential is no name of a setting; write capitals, digits and _ like BILLING_TOKEN`]
}
