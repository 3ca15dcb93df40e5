/**
 * Places: what a decision holds for, from the whole system down to one operation. A decision at a place is the default of
 * all places in it. Called by the rest of the loop; knows names only by their form.
 */
import type { areas, AreaId, Scope } from '../graph/areas.ts'

interface Places {
  system: 'system'
  service: `service:${string}`
  module: `module:${string}.${string}`
  operation: `operation:${string}.${string}`
  query: `query:${string}.${string}`
  edge: `edge:${string}>${string}`
  channel: `channel:${string}.${string}`
  client: `client:${string}`
}

/**
 * The whole system or a part of it by name: `service:orders`, `operation:orders.place`, `query:orders.get`,
 * `channel:orders.placed`, `module:shop.stock`, `edge:orders>payments` (caller, callee), `client:web`.
 */
export type Place = Places[Scope]

type ScopeOf<A extends AreaId> = (typeof areas)[A]['scope']

/** The places at which an area can be decided: those of its scope, and those around them. */
export type PlaceFor<A extends AreaId> =
  | 'system'
  | Places[ScopeOf<A>]
  | (ScopeOf<A> extends 'system' | 'client' ? never : Places['service'])

/** A place and all around it, the narrowest first. */
export function around(place: Place): readonly Place[] {
  if (place === 'system') return whole
  const owner: readonly Place[] = isInService(scopeOf(place)) ? [`service:${ownerOf(place)}`] : []
  return [place, ...owner, 'system']
}

const whole: readonly Place[] = ['system']

/** Whether `inner` is `outer` or lies in it. */
export function encloses(outer: Place, inner: Place): boolean {
  return outer === 'system' || outer === inner || around(inner).includes(outer)
}

/** What a place is. */
export function scopeOf(place: Place): Scope {
  // What stands before the colon of a place is a scope, by its type.
  return place === 'system' ? place : (place.slice(0, place.indexOf(':')) as Scope)
}

/** Whether what has this scope can be decided at a place: at one of its own kind, or around it. */
export function suits(place: Place, scope: Scope): boolean {
  return isWithin(scope, scopeOf(place))
}

/** Whether places of one kind lie in places of the other, or are of the same. */
export function isWithin(inner: Scope, outer: Scope): boolean {
  return inner === outer || outer === 'system' || (outer === 'service' && isInService(inner))
}

/** The narrowest place, at or around a place, at which an area of this scope can be decided. */
export function landing(place: Place, scope: Scope): Place {
  return around(place).find((each) => suits(each, scope)) ?? 'system'
}

/** The service that an edge leads to. */
export function calleeOf(place: Place): Place {
  return `service:${place.slice(place.indexOf('>') + 1)}`
}

/** Whether a text has the form of a place. */
export function isPlace(text: string): text is Place {
  return placeForm.test(text)
}

const placeForm =
  /^(?:system|(?:service|client):[A-Za-z][\w-]*|(?:module|operation|query|channel):[A-Za-z][\w-]*\.[A-Za-z][\w-]*|edge:[A-Za-z][\w-]*>[A-Za-z][\w-]*)$/

function isInService(scope: Scope): boolean {
  return scope !== 'system' && scope !== 'service' && scope !== 'client'
}

/** The service whose part a place is; of an edge, the caller. */
function ownerOf(place: Place): string {
  return place.slice(place.indexOf(':') + 1).split(/[.>]/, 1)[0] ?? ''
}
