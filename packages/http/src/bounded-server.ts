/** Node's own server with the bounds of a listener, and how it begins to listen. Both kinds of listener stand on it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Fault } from '@atoll/pipeline'
import type { ListenerLimits } from './limits.ts'
import type { RefusalCode } from './refusal.ts'

/** How often node looks for slow requests. Units: milliseconds. */
const inspectionMs = 1_000

/** Makes a server whose every request has bounds in size and time; what it could not read comes with a code. */
export function createBoundedServer(
  limits: ListenerLimits,
  handle: (request: IncomingMessage, response: ServerResponse, odd: RefusalCode | null) => void,
): Server {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytesMax,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: inspectionMs,
      // The gate refuses a missing Host itself, with a problem document.
      requireHostHeader: false,
      noDelay: true,
    },
    (request, response) => handle(request, response, null),
  )
  // Without these two node would ask for any body, and would answer in its own words.
  server.on('checkContinue', (request, response) => handle(request, response, null))
  server.on('checkExpectation', (request, response) =>
    handle(request, response, 'expectation_refused'),
  )
  server.timeout = limits.stillMsMax
  server.maxConnections = limits.connectionsMax
  // Some versions of node drop what is over this count without a word; the gate counts, and bytes bound the rest.
  server.maxHeadersCount = 0
  return server
}

/** Listens. Faults: `unavailable` (`cannot_listen`), saying what to do. */
export function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port))
    server.once('error', fail)
    server.listen({ host, port }, () => {
      server.off('error', fail)
      // A server that listens on a port answers with an object; text is for pipes.
      resolve(server.address() as AddressInfo)
    })
  })
}

const listenAdvice: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'is taken by another program; stop that program or choose another port with PORT or --port',
  EACCES: 'needs rights that this process does not have; choose a port from 1024 up',
  EADDRNOTAVAIL: 'has a host that is no address of this machine; use 127.0.0.1 or 0.0.0.0',
  ENOTFOUND: 'has a host name that cannot be resolved; use 127.0.0.1 or 0.0.0.0',
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Fault {
  const advice = listenAdvice[error.code ?? ''] ?? 'could not be opened; see the cause in the log'
  return new Fault({
    kind: 'unavailable',
    code: 'cannot_listen',
    message: `${host}:${port} ${advice}.`,
    executed: 'no',
    cause: error,
  })
}
