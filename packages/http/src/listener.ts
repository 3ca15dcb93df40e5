/**
 * Opens and closes an HTTP server that takes only what it can bound. Services, gateways and the platform's own servers
 * listen through it. It knows nothing of operations; `binding.ts` does.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock, Log } from '@atoll/pipeline'
import { Answer, type AnswerSettings } from './answer.ts'
import { createBoundedServer, listen } from './bounded-server.ts'
import type { HttpHeaders, HttpRoute, Lost } from './exchange.ts'
import { inspectHead } from './gate.ts'
import { createHostJudge } from './hosts.ts'
import { InFlight } from './in-flight.ts'
import { type ListenerLimits, listenerLimitsDefault } from './limits.ts'
import { toProblem, problemType } from './problem.ts'
import { type RefusalCode, refuse } from './refusal.ts'
import { createRouter, type RouterParts } from './router.ts'

/** What a listener is opened with. */
export interface ListenerSettings {
  /** Defaults to 127.0.0.1: reachable from this machine only. */
  readonly host?: string
  /** 0 takes any free port. */
  readonly port: number
  readonly routes: readonly HttpRoute[]
  /**
   * Names by which others come, beside those of loopback and the address that is bound. A listener on loopback answers
   * to no other Host than these; elsewhere any Host is answered until one is named here.
   */
  readonly hosts?: readonly string[] | undefined
  /** What people see where nothing is. */
  readonly lost?: Lost | undefined
  readonly limits?: Partial<ListenerLimits>
  readonly log: Log
  readonly clock: Clock
  /** Sent with every response, errors too; a response's own header of the same name, in lower case, wins. */
  readonly headers?: HttpHeaders
  /** How long an event stream may be silent before a comment is sent. Units: milliseconds. */
  readonly heartbeatMs?: number
}

/** An open server. Disposing it is `stop(0)`. */
export interface HttpListener extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** Shape: `http://127.0.0.1:8080`. */
  readonly address: string
  /**
   * Takes no new connection, closes idle ones, ends event streams, waits for requests in flight, then cancels them
   * with a fault and answers in their place. Units: milliseconds.
   */
  stop(graceMs: number): Promise<void>
}

const heartbeatMsDefault = 15_000
/** How long answers may take to leave after everything was cancelled. Units: milliseconds. */
const flushMs = 500

/**
 * Opens a server and begins to answer.
 * Faults: `unavailable` when the port is taken, forbidden or foreign; its message says what to do.
 */
export async function openListener(settings: ListenerSettings): Promise<HttpListener> {
  const limits = { ...listenerLimitsDefault, ...settings.limits }
  const inFlight = new InFlight()
  const answer = createTaker(settings, inFlight)
  const onBadRequest: RouterParts['onBadRequest'] = (error, socket) => {
    // While an earlier request of this connection is at work, a refusal would be taken for its answer.
    if (error.code === 'ECONNRESET' || !socket.writable || inFlight.has(socket)) socket.destroy()
    else refuseRaw(error, socket, settings.headers ?? {})
  }
  const host = settings.host ?? '127.0.0.1'
  const gate = { limits, isOurs: createHostJudge({ bound: host, hosts: settings.hosts }) }
  const router = createRouter({
    routes: settings.routes,
    lost: settings.lost,
    limits,
    serve: (handle) =>
      createBoundedServer(limits, (request, response, odd) => {
        // Node reads on behind a request that ended the connection; what it reads there is nobody's request.
        if (!request.socket.writable) return void response.destroy()
        const code = inFlight.stopping ? 'stopping' : (inspectHead(request, gate) ?? odd)
        if (code === 'request_malformed') return onBadRequest(refuse(code), request.socket)
        if (code === null) handle(request, response)
        else answer(request, response).fail(refuse(code))
      }),
    onBadRequest,
    answer,
  })
  await router.ready()
  const { server } = router
  const { port } = await listen(server, { host, port: settings.port })
  const stop = createStop(server, inFlight, settings.clock)
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  return { host, port, address, stop, [Symbol.asyncDispose]: () => stop(0) }
}

/** Makes what takes each request into the listener's hands until its answer has left. */
function createTaker(settings: ListenerSettings, inFlight: InFlight) {
  const answers: AnswerSettings = {
    clock: settings.clock,
    log: settings.log,
    heartbeatMs: settings.heartbeatMs ?? heartbeatMsDefault,
    headers: settings.headers ?? {},
    isStopping: () => inFlight.stopping,
  }
  return (request: IncomingMessage, response: ServerResponse): Answer => {
    const answer = new Answer(request, response, answers)
    inFlight.add(answer)
    response.on('close', () => {
      inFlight.delete(answer)
      answer.leave()
    })
    return answer
  }
}

function createStop(server: Server, inFlight: InFlight, clock: Clock) {
  const closed = new Promise<void>((resolve) => server.once('close', resolve))
  return async (graceMs: number): Promise<void> => {
    if (!inFlight.stopping) server.close()
    inFlight.stopping = true
    inFlight.abandonStreams()
    await inFlight.idle(graceMs, clock)
    inFlight.abandonAll()
    await inFlight.idle(flushMs, clock)
    server.closeAllConnections()
    await closed
  }
}

const rawRefusals: Readonly<Record<string, RefusalCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** Answers what is not even HTTP, in plain bytes, and closes the connection. */
function refuseRaw(error: Error & { code?: string }, socket: Socket, headers: HttpHeaders): void {
  const problem = toProblem(refuse(rawRefusals[error.code ?? ''] ?? 'request_malformed'), null)
  const body = JSON.stringify(problem)
  const own = {
    connection: 'close',
    'content-type': problemType,
    'content-length': String(Buffer.byteLength(body)),
  }
  const lines = Object.entries({ ...headers, ...own }).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}: ${each}\r\n`),
  )
  socket.end(`HTTP/1.1 ${problem.status} ${problem.title}\r\n${lines.join('')}\r\n${body}`)
}
