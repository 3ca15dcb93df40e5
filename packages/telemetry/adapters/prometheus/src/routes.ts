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

/** Reads the places that contracts declare. An operation of none is named by its name. */
export function routesOf(contracts: readonly Contract[]): Places {
  const places = new Map<string, Place>()
  for (const operation of contracts.flatMap(operationsOf)) {
    const { method, path, status } = parseRoute(operation)
    places.set(`${operation.contract}.${operation.name}`, { method, uri: path, status })
  }
  return (operation) => places.get(operation) ?? { method: 'UNKNOWN', uri: operation, status: 200 }
}
