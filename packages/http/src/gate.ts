/**
 * Looks at the head of each request before any route does: its size, its form, its path. Called by the listener for
 * every request; it decides and never answers.
 */
import type { IncomingMessage } from 'node:http'
import type { HostJudge } from './hosts.ts'
import type { ListenerLimits } from './limits.ts'
import { isPlainPath } from './path.ts'
import type { RefusalCode } from './refusal.ts'

/** The path of a request's target, without the query. */
export function pathOf(url: string): string {
  const mark = url.indexOf('?')
  return mark === -1 ? url : url.slice(0, mark)
}

/** What the gate knows of its listener. */
export interface GateParts {
  readonly limits: ListenerLimits
  readonly isOurs: HostJudge
}

/** Why a request's head is refused, or null. */
export function inspectHead(
  request: IncomingMessage,
  { limits, isOurs }: GateParts,
): RefusalCode | null {
  const { url = '', rawHeaders, headers, socket } = request
  if (isAmbiguous(request)) return 'request_malformed'
  if (rawHeaders.length > limits.headerCountMax * 2) return 'headers_too_many'
  if (url.length > limits.urlCharactersMax) return 'url_too_long'
  if (!isPlainPath(pathOf(url))) return 'path_refused'
  const code = inspectNames(rawHeaders)
  if (code !== null) return code
  if (!isOurs(headers.host ?? '', socket.localAddress)) return 'host_refused'
  // A body that was packed would have to be unpacked to be bounded, which nothing here needs.
  const coding = headers['content-encoding']
  return coding === undefined || coding.toLowerCase() === 'identity' ? null : 'coding_unsupported'
}

/**
 * Whether a program in front could have seen another end of this request than node does: node knows the chunked coding
 * alone, reads it on HTTP/1.0 too, and lets a request that only asks have a body. Source RFC 9112 sections 6.1 and 11.2
 */
function isAmbiguous({ method, headers, httpVersion }: IncomingMessage): boolean {
  const coding = headers['transfer-encoding']
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || httpVersion === '1.0'))
    return true
  if (method !== 'GET' && method !== 'HEAD') return false
  return coding !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Headers of which a second one could say something else; of some node keeps the first, others it joins. */
const singles: ReadonlySet<string> = new Set([
  'authorization',
  'content-encoding',
  'content-type',
  'cookie',
  'idempotency-key',
  'last-event-id',
  'origin',
  'sec-fetch-site',
])
/** The lengths of their names; a name of another length needs no further look. */
const singleLengths: ReadonlySet<number> = new Set([...singles].map((name) => name.length))

/**
 * Two Host lines let two programs see two sites, two Authorization lines two callers; node keeps the first and says
 * nothing, so the lines themselves are counted. Source RFC 9112 section 3.2, RFC 6265 section 5.4 for cookies.
 */
function inspectNames(rawHeaders: readonly string[]): RefusalCode | null {
  let hosts = 0
  let seen: string[] | null = null
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    // The length is looked at first because most names differ in it.
    if (name.length === 4 && name.toLowerCase() === 'host')
      hosts += rawHeaders[index + 1] === '' ? 0 : 1
    else if (singleLengths.has(name.length)) {
      const lower = name.toLowerCase()
      if (!singles.has(lower)) continue
      if (seen?.includes(lower) === true) return 'header_repeated'
      seen ??= []
      seen.push(lower)
    }
  }
  return hosts === 1 ? null : 'host_missing'
}
