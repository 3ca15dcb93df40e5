/**
 * The servers that keep the same settings, and which of them is asked: the first that answers. Where a label is not
 * known the next label is asked for. Called by each reading; it remembers nothing.
 */
import { Fault, isFault } from '@atoll/pipeline'
import {
  type BaseAddress,
  type HttpPool,
  type HttpReply,
  parseBaseAddress,
} from '@atoll/http/client'

/** What asking is made of. */
export interface ServersParts {
  readonly servers: readonly string[]
  readonly app: string
  readonly profiles?: readonly string[]
  readonly labels?: readonly string[]
  readonly token?: string
  readonly pool: HttpPool
  /** Units: milliseconds. */
  readonly timeoutMs: number
}

/** One answer, and who gave it. */
export interface Answered {
  readonly body: Buffer
  /** For people, without a password. Shape: `http://127.0.0.1:8888`. */
  readonly place: string
}

/** Values come with their origin, as Spring's own client asks; a server that knows only plain ones answers so. */
const accept = 'application/vnd.spring-cloud.config-server.v2+json, application/json;q=0.9'

const advice = 'write the address of a config server like http://user:password@127.0.0.1:8888'

/** Reads the addresses and names. Faults: a TypeError that says what to write, without the address. */
export function createServers(parts: ServersParts): { ask(): Promise<Answered> } {
  const servers = parts.servers.map((text) => parseBaseAddress(text, advice))
  if (servers.length === 0) throw new TypeError('a config server needs at least one address')
  const paths = pathsOf(parts)
  return {
    async ask() {
      const failures: Fault[] = []
      for (const server of servers)
        try {
          return await askOne(server, paths, parts)
        } catch (thrown) {
          if (!isFault(thrown) || (thrown.kind !== 'unavailable' && thrown.kind !== 'deadline'))
            throw thrown
          failures.push(thrown)
        }
      throw unreachable(servers, failures)
    },
  }
}

async function askOne(
  { origin, base, headers }: BaseAddress,
  paths: readonly string[],
  { pool, token, timeoutMs, app }: ServersParts,
): Promise<Answered> {
  const sent = { accept, ...headers, ...(token === undefined ? {} : { 'x-config-token': token }) }
  const place = `${origin}${base}`
  for (const path of paths) {
    const call = { method: 'GET', path: `${base}${path}`, headers: sent, body: null } as const
    const reply = await pool.request(origin, call, { timeoutMs })
    if (reply.status === 200) return { body: reply.body, place }
    if (reply.status !== 404) throw refusal(place, reply)
  }
  throw new Fault({
    kind: 'not_found',
    code: 'settings_not_found',
    message: `The config server at ${place} has no settings for '${app}' under any label asked for: ${paths.join(', ')}.`,
    executed: 'no',
  })
}

/** One path for each label. Source: Spring Cloud Config reference, Environment Repository; a slash is `(_)`. */
function pathsOf({ app, profiles = [], labels = [] }: ServersParts): readonly string[] {
  const both = [partOf('app', app), partOf('profiles', profiles.join(',') || 'default')].join('/')
  if (labels.length === 0) return [`/${both}`]
  return labels.map((label) => `/${both}/${partOf('labels', label)}`)
}

function partOf(name: string, text: string): string {
  const isPlain = text !== '' && text.isWellFormed() && !/[\\;%\0-\x1f\x7f]|^\.{1,2}$/.test(text)
  if (!isPlain)
    throw new TypeError(`${name}: '${text}' cannot stand in the path of a config server`)
  // Commas and parentheses stay as they are, as Spring's own client sends them.
  return encodeURIComponent(text.replaceAll('/', '(_)')).replaceAll('%2C', ',')
}

function refusal(place: string, { status }: HttpReply): Fault {
  const isRefused = status === 401 || status === 403
  const advice = isRefused
    ? 'Are user and password in its address?'
    : 'Its own log says why: a file that cannot be read, mostly.'
  return new Fault({
    kind: isRefused ? 'forbidden' : status >= 500 ? 'unavailable' : 'invalid',
    code: isRefused ? 'settings_refused' : 'settings_failed',
    message: `The config server at ${place} answers ${status}. ${advice}`,
    executed: 'no',
  })
}

function unreachable(servers: readonly BaseAddress[], failures: readonly Fault[]): Fault {
  const places = servers.map(({ origin, base }) => `${origin}${base}`).join(', ')
  const reasons = [...new Set(failures.map(({ message }) => message))].join(' ')
  const [cause] = failures
  return new Fault({
    kind: 'unavailable',
    code: 'settings_unreachable',
    message: `No config server gives the settings at ${places}: ${reasons}`,
    executed: 'no',
    cause,
  })
}
