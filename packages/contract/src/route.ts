/**
 * Where an operation stands in a REST interface. An operation may say so (`POST /orders 202`); one that does not gets
 * `POST /<contract>/<name>`, so that everything declared can be called over HTTP.
 */

/** The place of an operation among HTTP's methods and paths. */
export interface Route {
  readonly method: Method
  /** As written, with `{field}` for each field of the input that stands in the path. */
  readonly path: string
  readonly pathFields: readonly string[]
  /** What success is answered with. Units: an HTTP status. */
  readonly status: number
}
/** The methods that operations use. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const written = /^(GET|POST|PUT|PATCH|DELETE) (\/[^\s?#]*)(?: (2\d\d))?$/
const field = /\{([A-Za-z][A-Za-z0-9]*)\}/g

/** Reads the place that an operation declares. Faults: a TypeError that shows the form to write. */
export function parseRoute(operation: {
  readonly kind: string
  readonly contract: string
  readonly name: string
  readonly http: string | null
}): Route {
  const { contract, name, http } = operation
  if (http !== null) return parseRouteText(http, `${contract}.${name}`)
  return { method: 'POST', path: `/${contract}/${name}`, pathFields: [], status: 200 }
}

/** Reads `METHOD /path/{field} [status]`. `where` names the place for the error's sentence. */
export function parseRouteText(text: string, where: string): Route {
  const parts = written.exec(text)
  if (parts === null)
    throw new TypeError(
      `${where}: '${text}' is no route; write it like 'POST /orders/{orderId} 202'`,
    )
  const [, method = '', path = '', status] = parts
  return {
    // The expression admits these five words only.
    method: method as Method,
    path,
    pathFields: [...path.matchAll(field)].map((match) => match[1] ?? ''),
    status: status === undefined ? 200 : Number(status),
  }
}
