/**
 * One request on its way through the sidecar: what of it is sent on, and what of its answer comes back. Headers that speak
 * of one connection only stay behind. It opens nothing.
 * Source: RFC 9110 section 7.6.1, RFC 9112 section 9.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { refuse, type StreamCall, type StreamReply } from '@atoll/http'
import { type B3Form, Fault } from '@atoll/pipeline'

/** A request as it is sent on; the body of one that may be sent twice is held. */
export interface Passage {
  readonly service: string
  readonly method: StreamCall['method']
  /** Path and query at the callee. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: Readable | Buffer | null
  /** How B3 came, if it did: it goes on in the same form. */
  readonly b3: B3Form
  /** The callee's own answer that something failed; passed on where nobody has a better one. */
  failure: StreamReply | null
  /** Why its body was broken off on the way. */
  refused: Fault | null
}

/** A body up to this size is held, so that its request may be sent again. Units: bytes. */
const heldBytesMax = 65_536

const methods = new Set<string>(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

function isMethod(text: string): text is StreamCall['method'] {
  return methods.has(text)
}

/** Names that are those of a connection, or written anew. */
const ownHeaders: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Where a call stands is written anew: what its caller said would contradict it. */
const traceHeader = /^(?:traceparent|b3|x-b3-.*)$/

type Written = Readonly<Record<string, string | readonly string[] | undefined>>

function passedOn(headers: Written): Record<string, string | readonly string[]> {
  const named = String(headers['connection'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  const passed: Record<string, string | readonly string[]> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !ownHeaders.has(name) && !named.includes(name)) passed[name] = value
  return passed
}

/**
 * Reads a request to `/<service>/path…`.
 * Faults: `no_such_route` for a path that names no service, `method_not_allowed`, `body_too_large`; `caller_gone`.
 */
export async function readPassage(
  request: IncomingMessage,
  bodyBytesMax: number,
): Promise<Passage> {
  const [, service = '', path = ''] =
    /^\/([A-Za-z0-9][A-Za-z0-9._-]{0,99})(\/.*)?$/.exec(request.url ?? '') ?? []
  if (service === '') throw refuse('no_such_route')
  const { method = '' } = request
  if (!isMethod(method)) throw refuse('method_not_allowed')
  const headers = Object.fromEntries(
    Object.entries(passedOn(request.headers)).filter(([name]) => !traceHeader.test(name)),
  )
  const passage: Passage = {
    service,
    method,
    path: path === '' ? '/' : path,
    headers,
    b3: b3Of(request),
    body: null,
    failure: null,
    refused: null,
  }
  const refuseBody = () => {
    passage.refused ??= refuse('body_too_large')
    return passage.refused
  }
  return Object.assign(passage, { body: await readBody(request, bodyBytesMax, refuseBody) })
}

function b3Of({ headers }: IncomingMessage): B3Form {
  if (headers['b3'] !== undefined) return 'single'
  return headers['x-b3-traceid'] === undefined ? 'none' : 'multi'
}

async function readBody(
  request: IncomingMessage,
  bodyBytesMax: number,
  refuseBody: () => Fault,
): Promise<Readable | Buffer | null> {
  const length = Number(request.headers['content-length'] ?? Number.NaN)
  if (Number.isNaN(length) && request.headers['transfer-encoding'] === undefined) return null
  if (length === 0) return null
  if (length > bodyBytesMax) throw refuseBody()
  if (length > heldBytesMax || Number.isNaN(length)) return bound(request, bodyBytesMax, refuseBody)
  const chunks: Buffer[] = []
  try {
    // Nothing sets an encoding on a request of ours, so its chunks are bytes.
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  } catch (cause) {
    throw request.complete ? cause : callerGone()
  }
  return Buffer.concat(chunks)
}

/** Why nobody waits any more. */
export function callerGone(): Fault {
  const message = 'The caller went away before the answer.'
  return new Fault({ kind: 'cancelled', code: 'caller_gone', message, executed: 'unknown' })
}

/** Breaks off a body without a length that grows too long. */
function bound(request: IncomingMessage, bytesMax: number, refuseBody: () => Fault): Readable {
  let bytes = 0
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > bytesMax) done(refuseBody())
      else done(null, chunk)
    },
  })
  request.once('error', (error) => bounded.destroy(error))
  request.once('close', () => request.complete || bounded.destroy())
  // Nobody may be reading it any more when it breaks.
  bounded.on('error', () => {})
  return request.pipe(bounded)
}

/** Passes an answer on as it comes. Faults: whatever broke the answer; the connection is closed then. */
export async function writeAnswer(
  { status, headers, body }: StreamReply,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(status, passedOn(headers) as Record<string, string | string[]>)
  // The head at once, with its bytes as they came: flushHeaders() would write it as UTF-8.
  response.write('', 'latin1')
  await pipeline(body, response)
}
