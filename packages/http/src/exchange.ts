/**
 * The words in which a route speaks of HTTP: one request in, one response out. Handlers of services, gateways and pages
 * use these types and never see the server's own objects.
 */
import type { Method } from '@atoll/contract'
import type { Cancellation } from '@atoll/pipeline'
import type { ServerSentEvent } from './events.ts'

/** Query parameters; a repeated key keeps each of its values. */
export interface Query {
  readonly size: number
  get(name: string): string | null
  getAll(name: string): string[]
  has(name: string): boolean
  keys(): Iterable<string>
}

/** One request, its body already read and decoded. */
export interface HttpRequest {
  readonly method: string
  /** The path without its query, as it was sent. */
  readonly path: string
  /** The fields of the route's path, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  /** Names in lower case; those that may stand once only do. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** A JSON value, the fields of a form as a record, text where the route reads text, or null where there was none. */
  readonly body: unknown
  /** Units: bytes as received. */
  readonly bodyBytes: number
  /** Fires when the client goes away or the listener's patience ends. */
  readonly cancellation: Cancellation
  readonly remoteAddress: string
}

/** Headers of a response; an array is sent as repeated lines. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[]>>

/** What a response carries. */
export type HttpBody =
  | string
  | Buffer
  | null
  | { readonly json: unknown }
  | { readonly events: AsyncIterable<ServerSentEvent> }

/** One response. `content-type` is set for `json` and `events`; for the others the route says it. */
export interface HttpResponse {
  /** Units: an HTTP status. */
  readonly status: number
  readonly headers?: HttpHeaders
  readonly body: HttpBody
}

/** Answers whoever asks for a path that no route has; null leaves it to a problem document. */
export type Lost = (asked: {
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}) => HttpResponse | null

/** One place of a listener. */
export interface HttpRoute {
  readonly method: Method
  /** Like `/orders/{orderId}/events`: each part is either plain text or one field. */
  readonly path: string
  /** `text`: bodies of every media type arrive as the text they are, for routes that read them themselves. */
  readonly reads?: 'text'
  /**
   * Judges by the head alone whether the body of a client that asks first is worth sending; only such clients are
   * judged, and the body is not there yet. A thrown Fault is the answer.
   */
  admit?(request: HttpRequest): Promise<void>
  /** A thrown Fault becomes problem+json by its kind; anything else becomes `internal`. */
  handle(request: HttpRequest): Promise<HttpResponse>
}
