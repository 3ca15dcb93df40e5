/**
 * Listens for requests that are passed on as they are: any method, any body, read by whoever handles them. Heads are judged
 * as a listener's are. For sidecars and balancers of ours; services listen through `listener.ts`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type Clock, Fault, type Log } from '@atoll/pipeline'
import { createBoundedServer, listen } from './bounded-server.ts'
import { inspectHead } from './gate.ts'
import { createHostJudge } from './hosts.ts'
import { type ListenerLimits, listenerLimitsDefault } from './limits.ts'
import type { HttpListener } from './listener.ts'
import { toProblem, toProblemResponse } from './problem.ts'
import { type RefusalCode, refuse } from './refusal.ts'

/** What it is opened with. */
export interface RawListenerSettings {
  /** Defaults to 127.0.0.1: reachable from this machine only. */
  readonly host?: string
  /** 0 takes any free port. */
  readonly port: number
  readonly limits?: Partial<ListenerLimits>
  readonly log: Log
  readonly clock: Clock
  /** Answers one request. A thrown Fault is answered as a problem, or breaks an answer that has begun. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

/** Between two looks whether everything is answered. Units: milliseconds. */
const lookMs = 20

/** Opens it. Faults: `unavailable` (`cannot_listen`), saying what to do. */
export async function openRawListener(settings: RawListenerSettings): Promise<HttpListener> {
  const { host = '127.0.0.1', clock, log, handle } = settings
  const limits = { ...listenerLimitsDefault, ...settings.limits }
  const gate = { limits, isOurs: createHostJudge({ bound: host, hosts: undefined }) }
  const underWay = new Set<ServerResponse>()
  let isStopping = false
  const run = async (
    request: IncomingMessage,
    response: ServerResponse,
    code: RefusalCode | null,
  ) => {
    try {
      if (code !== null) throw refuse(code)
      await handle(request, response)
    } catch (thrown) {
      const fault = Fault.from(thrown)
      if (fault.kind === 'internal') log.error({ err: fault.cause ?? fault }, 'request failed')
      answerFault(fault, request, response)
    }
  }
  const server = createBoundedServer(limits, (request, response, odd) => {
    if (!request.socket.writable) {
      response.destroy()
      return
    }
    underWay.add(response)
    response.once('close', () => underWay.delete(response))
    const found = isStopping ? 'stopping' : (inspectHead(request, gate) ?? odd)
    // A packed body is unpacked by whoever it is for.
    void run(request, response, found === 'coding_unsupported' ? odd : found)
  })
  server.on('clientError', (_error: Error, socket: Socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
  })
  const { port } = await listen(server, { host, port: settings.port })
  const closed = new Promise<void>((resolve) => server.once('close', resolve))
  const stop = async (graceMs: number) => {
    if (!isStopping) server.close()
    isStopping = true
    const untilMs = clock.monotonic() + graceMs
    while (underWay.size > 0 && clock.monotonic() < untilMs) await clock.sleep(lookMs)
    server.closeAllConnections()
    await closed
  }
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  return { host, port, address, stop, [Symbol.asyncDispose]: () => stop(0) }
}

function answerFault(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const { status, headers } = toProblemResponse(fault)
  // What is left of the request's body is nobody's, so the connection cannot be kept.
  const end = request.complete ? {} : { connection: 'close' }
  response.writeHead(status, { ...headers, ...end } as Record<string, string>)
  response.end(JSON.stringify(toProblem(fault, null)))
}
