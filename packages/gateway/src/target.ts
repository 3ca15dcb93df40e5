/** What may stand at a route: an operation, a composition, a few lines of one's own. Declarations only. */
import {
  type Access,
  anyone,
  noteDeclared,
  type Operation,
  type Parsed,
  type Schema,
  type Written,
  type Route,
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
  options: { readonly location?: (output: Parsed<O>) => string } = {},
): Exposed {
  // The output has passed the operation's own contract when the location is asked for.
  const location = (options.location as Exposed['location']) ?? null
  return noteDeclared({ exposes: operation, location }, expose)
}

/** What lines of one's own stand on at a route. */
export interface Responding<U extends Uses, I = null> {
  readonly call: { readonly [K in keyof U]: Client<U[K]> }
  readonly request: HttpRequest
  /** The parsed input; null where none is declared. */
  readonly input: I
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
  readonly input: Schema | null
  /** Null where `run` makes a whole response. */
  readonly output: Schema | null
  readonly run: (ground: Responding<Uses, unknown>) => Promise<unknown>
  readonly fault: OnFault | null
  readonly mediaType: string
}

/** Turns a failure into a page; null leaves it a problem document. */
type OnFault = (fault: Fault, request: HttpRequest) => HttpResponse | null

interface JsonResponder<U extends Uses, I extends Schema, O extends Schema> {
  readonly uses: U
  readonly allow: Access
  /** Parsed strictly before `run` is called; its fields stand in path, query and body as an operation's would. */
  readonly input: I
  readonly output: O
  readonly run: (ground: Responding<U, Parsed<I>>) => Promise<Written<O>>
}

interface WholeResponder<U extends Uses> {
  readonly uses: U
  readonly allow: Access
  readonly run: (ground: Responding<U>) => Promise<HttpResponse>
  readonly fault?: OnFault
  /** What a success carries; HTML unless said otherwise. */
  readonly mediaType?: string
}

/** Answers a route with lines of one's own: JSON of a declared output, or a whole response such as a page. */
export function respond<U extends Uses, I extends Schema, O extends Schema>(
  parts: JsonResponder<U, I, O>,
): Responder
export function respond<U extends Uses>(parts: WholeResponder<U>): Responder
export function respond(
  parts: JsonResponder<Uses, Schema, Schema> | WholeResponder<Uses>,
): Responder {
  const { uses, allow } = parts
  // Called with clients of exactly these contracts, and with what exactly this schema has parsed.
  const run = parts.run as unknown as Responder['run']
  if ('output' in parts)
    return noteDeclared(
      {
        uses,
        allow,
        run,
        input: parts.input,
        output: parts.output,
        fault: null,
        mediaType: 'application/json',
      },
      respond,
    )
  const { fault = null, mediaType = 'text/html' } = parts
  return noteDeclared({ uses, allow, run, input: null, output: null, fault, mediaType }, respond)
}

/** Anything that may stand at a route. */
export type Target = Operation | Exposed | Composition | Responder

/** A route and what stands there. */
export interface PlacedTarget {
  readonly route: Route
  readonly target: Target
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

/** Who may come to a route, by what stands there. A composition asks what each of its required parts asks. */
export function accessOf(target: Target): Access {
  if (isResponder(target)) return target.allow
  if (isExposed(target)) return target.exposes.allow
  if (!isComposition(target)) return target.allow
  const scopes = Object.values(target.parts).flatMap(({ operation, fallback }) =>
    operation.allow.scopes === 'anyone' || fallback !== null ? [] : [operation.allow.scopes],
  )
  return scopes.length === 0 ? anyone : { scopes: [...new Set(scopes.flat())] }
}
