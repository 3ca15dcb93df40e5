/** Where operations stand over HTTP, as Micrometer's labels want it. */
import { type Contract, operationsOf, parseRoute } from '@atoll/contract'

/** The place of one operation. */
export interface Place {
  readonly method: string
  /** With `{field}` for what differs from call to call, as Spring writes its own. */
  readonly uri: string
  /** What success is answered with. Units: an HTTP status. */
  readonly status: number
}

/** Finds the place of an operation by its name. Shape: `orders.place`. */
export type Places = (operation: string) => Place

/** A gateway's own pages and compositions are named by their routes. Shape: `web.GET /basket`. */
const ownRoute = /^[^.]+\.(GET|POST|PUT|PATCH|DELETE) (\/\S*)$/

/** Reads the places that contracts declare. An operation of none is named by its name. */
export function routesOf(contracts: readonly Contract[]): Places {
  const places = new Map<string, Place>()
  for (const operation of contracts.flatMap(operationsOf)) {
    const { method, path, status } = parseRoute(operation)
    places.set(`${operation.contract}.${operation.name}`, { method, uri: path, status })
  }
  return (operation) => {
    const place = places.get(operation)
    if (place !== undefined) return place
    const [, method = 'UNKNOWN', uri = operation] = ownRoute.exec(operation) ?? []
    return { method, uri, status: 200 }
  }
}
