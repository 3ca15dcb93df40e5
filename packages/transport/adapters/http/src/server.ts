/** The receiving side: one route per operation of the served contracts. */
import { operationsOf, type Operation } from '@atoll/contract'
import { createBinding, type HttpRoute, openListener } from '@atoll/http'
import { decodeContext } from '@atoll/pipeline'
import { type Listener, receive, type Served } from '@atoll/transport'
import type { HttpTransportSettings } from './transport.ts'

/** Opens a listener for what is served. Faults: `unavailable` when the port cannot be taken. */
export async function listenHttp(
  served: Served,
  settings: HttpTransportSettings,
): Promise<Listener> {
  const { clock, log, host, port, limits, advertisedHost } = settings
  const hosts =
    advertisedHost === undefined ? settings.hosts : [advertisedHost, ...(settings.hosts ?? [])]
  const operations = served.contracts.flatMap(operationsOf)
  const listener = await openListener({
    port: port ?? 0,
    routes: operations.map((operation) => createRoute(operation, served, settings)),
    log,
    clock,
    hosts,
    ...(host === undefined ? {} : { host }),
    ...(limits === undefined ? {} : { limits }),
  })
  const address =
    advertisedHost === undefined ? listener.address : `http://${advertisedHost}:${listener.port}`
  return {
    address,
    stop: (graceMs) => listener.stop(graceMs),
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  }
}

function createRoute(
  operation: Operation,
  served: Served,
  { clock, ids }: HttpTransportSettings,
): HttpRoute {
  const { route, fromRequest, toResponse } = createBinding(operation)
  return {
    method: route.method,
    path: route.path,
    async handle(request) {
      const context = {
        ...decodeContext(request.headers, clock, ids),
        cancellation: request.cancellation,
      }
      const input = fromRequest(request)
      return toResponse(
        await receive(served.deliver, { kind: 'call', operation, input, context }, clock),
      )
    },
  }
}
