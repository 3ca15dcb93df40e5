/** What may stand at a route: an operation, a composition, a few lines of one's own, or files. */
import {
  type Access,
  anyone,
  type Contract,
  type Operation,
  operationsOf,
  parseRouteText,
  type Route,
  type Schema,
} from '@atoll/contract'
import type { HttpRequest, HttpResponse } from '@atoll/http'
import type { Client, Fault } from '@atoll/pipeline'
import type { Uses } from '@atoll/chassis'
import type { Composition } from './compose.ts'

/** An operation at a route of the gateway, with what only HTTP knows. */
export interface Exposed {
  readonly exposes: Operation
  /** Where the new thing is found, as a relative reference. */
  readonly location: ((output: unknown) => string) | null
}

/** Puts an operation at a route and says where its result is found. */
export function expose<O extends Schema>(
  operation: Operation & { readonly output: O },
  options: {
    readonly location?: (output: NonNullable<O['~standard']['types']>['output']) => string
  } = {},
): Exposed {
  // The output has passed the operation's own contract when the location is asked for.
  return { exposes: operation, location: (options.location as Exposed['location']) ?? null }
}

/** What lines of one's own stand on at a route. */
export interface Responding<U extends Uses> {
  readonly call: { readonly [K in keyof U]: Client<U[K]> }
  readonly request: HttpRequest
  /** The verified caller, or null where anyone may come and nobody signed in. */
  readonly caller: { readonly subject: string; readonly scopes: readonly string[] } | null
  /** Makes a token of this system for somebody just recognised. */
  signIn(person: {
    readonly subject: string
    readonly scopes: readonly string[]
  }): Promise<{ readonly accessToken: string; readonly expiresIn: number }>
}

/** Lines of one's own at a route: a page, a sign-in. */
export interface Responder {
  readonly uses: Uses
  readonly allow: Access
  readonly run: (ground: Responding<Uses>) => Promise<HttpResponse>
  /** Turns a failure into a page; null leaves it a problem document. */
  readonly fault: ((fault: Fault, request: HttpRequest) => HttpResponse | null) | null
  readonly mediaType: string
}

/** Answers a route with lines of one's own. */
export function respond<U extends Uses>(parts: {
  readonly uses: U
  readonly allow: Access
  readonly run: (ground: Responding<U>) => Promise<HttpResponse>
  readonly fault?: (fault: Fault, request: HttpRequest) => HttpResponse | null
  /** What a success carries; HTML unless said otherwise. */
  readonly mediaType?: string
}): Responder {
  return {
    uses: parts.uses,
    allow: parts.allow,
    // Called with clients of exactly these contracts.
    run: parts.run as unknown as Responder['run'],
    fault: parts.fault ?? null,
    mediaType: parts.mediaType ?? 'text/html',
  }
}

/** Anything that may stand at a route. */
export type Target = Operation | Exposed | Composition | Responder
/** Routes as they are written: `'GET /products/{sku}': catalog.product`. */
export type Routes = Readonly<Record<`${Route['method']} /${string}`, Target>>

/** A gateway as declared. */
export interface Gateway<N extends string = string> {
  readonly gateway: N
  readonly routes: readonly { readonly route: Route; readonly target: Target }[]
  readonly reaches: readonly Operation[]
  readonly contracts: readonly Contract[]
}

/**
 * Declares a gateway.
 * Faults: a TypeError for a route that is not written like `'GET /products/{sku}'`.
 */
export function gateway<const N extends string>(name: N, routes: Routes): Gateway<N> {
  const placed = Object.entries(routes).map(([text, target]) => ({
    route: parseRouteText(text, `gateway ${name}`),
    target,
  }))
  const targets = placed.map(({ target }) => target)
  const reaches = targets.flatMap(reachedBy)
  const contracts = targets.flatMap((target) =>
    isResponder(target) ? Object.values(target.uses) : [],
  )
  return { gateway: name, routes: placed, reaches: [...new Set(reaches)], contracts }
}

function reachedBy(target: Target): readonly Operation[] {
  if (isResponder(target)) return Object.values(target.uses).flatMap(operationsOf)
  if (isComposition(target)) return Object.values(target.parts).map((part) => part.operation)
  return [isExposed(target) ? target.exposes : target]
}

/** Tells what stands at a route. */
export function isResponder(target: Target): target is Responder {
  return 'run' in target
}
/** Tells what stands at a route. */
export function isComposition(target: Target): target is Composition {
  return 'parts' in target
}
/** Tells what stands at a route. */
export function isExposed(target: Target): target is Exposed {
  return 'exposes' in target
}

/** Who may come to a route, by what stands there. A composition asks of each part what its operation asks. */
export function accessOf(target: Target): Access {
  if (isResponder(target)) return target.allow
  if (isExposed(target)) return target.exposes.allow
  if (!isComposition(target)) return target.allow
  const scopes = Object.values(target.parts).flatMap(({ operation, fallback }) =>
    operation.allow.scopes === 'anyone' || fallback !== null ? [] : [operation.allow.scopes],
  )
  return scopes.length === 0 ? anyone : { scopes: [...new Set(scopes.flat())] }
}
