/**
 * Looks at the head of each request before any route does: its size, its form, its path. Called by the listener for
 * every request; it decides and never answers.
 */
import type { IncomingMessage } from 'node:http'
import type { ListenerLimits } from './limits.ts'
import { isPlainPath } from './path.ts'
import type { RefusalCode } from './refusal.ts'

/** The path of a request's target, without the query. */
export function pathOf(url: string): string {
  const mark = url.indexOf('?')
  return mark === -1 ? url : url.slice(0, mark)
}

/** Why a request's head is refused, or null. */
export function inspectHead(request: IncomingMessage, limits: ListenerLimits): RefusalCode | null {
  const { url = '', rawHeaders } = request
  if (rawHeaders.length > limits.headerCountMax * 2) return 'headers_too_many'
  if (url.length > limits.urlCharactersMax) return 'url_too_long'
  if (!isPlainPath(pathOf(url))) return 'path_refused'
  return inspectNames(rawHeaders)
}

/**
 * Two Host lines let two programs see two sites, two Authorization lines two callers; node keeps the first and says
 * nothing, so the lines themselves are counted. Source RFC 9112 section 3.2.
 */
function inspectNames(rawHeaders: readonly string[]): RefusalCode | null {
  let hosts = 0
  let authorizations = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    // The length is looked at first because most names differ in it.
    if (name.length === 4 && name.toLowerCase() === 'host')
      hosts += rawHeaders[index + 1] === '' ? 0 : 1
    else if (name.length === 13 && name.toLowerCase() === 'authorization') authorizations++
  }
  if (hosts !== 1) return 'host_missing'
  return authorizations > 1 ? 'header_repeated' : null
}
