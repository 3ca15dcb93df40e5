/**
 * Posts JSON to one address of a server that is not ours, such as a collector of spans, and says of a refusal whether
 * and when another try makes sense. It tries nothing twice itself.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { fromStatus } from '@atoll/contract'
import { type Clock, Fault } from '@atoll/pipeline'
import { toldOfNothing } from './address.ts'
import { type HttpReply, openHttpPool } from './pool.ts'
import { readRetryAfter } from './retry-after.ts'

/** What a poster is opened with. */
export interface PosterSettings {
  /** Shape: `http://127.0.0.1:9411/api/v2/spans`, without a password: `headers` carry credentials. */
  readonly url: string
  /** Says to whom is posted and how that is written: `write the address of Zipkin like http://…`. */
  readonly advice: string
  readonly clock: Clock
  /** Sent with every post. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether bodies are packed, which the other side has to understand. */
  readonly gzip?: boolean
}

/** Posts to one address, one after the other. */
export interface Poster extends AsyncDisposable {
  /**
   * Faults: by the status of the answer (`limited`, `unavailable`, `deadline` are worth another try, after
   * `retryAfterMs` if there is one), with the answer's first words as cause; those of the pool.
   */
  post(json: string): Promise<HttpReply>
}

/** How long one post may take. Units: milliseconds. */
const timeoutMs = 10_000
/** The longest answer that is read. Units: bytes. */
const answerBytesMax = 65_536
/** What is kept of an answer for the record. Units: characters. */
const wordsMax = 200

const pack = promisify(gzip)

/** Opens a poster; the connection is made by the first post. Faults: invalid `bad_address`. */
export function openPoster(settings: PosterSettings): Poster {
  const { clock, advice } = settings
  const { origin, path } = parseAddress(settings.url, advice)
  const isPacked = settings.gzip ?? false
  const headers: Record<string, string> = {
    ...settings.headers,
    'content-type': 'application/json',
    ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
  }
  const bounds = { connectionsMax: 1, timeoutMs, bodyBytesMax: answerBytesMax }
  const pool = openHttpPool({ clock, ...bounds })
  return {
    async post(json) {
      const body = isPacked ? await pack(json) : json
      const reply = await pool.request(origin, { method: 'POST', path, headers, body })
      if (reply.status < 200 || reply.status > 299) throw refused(reply, { clock, advice })
      return reply
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
}

/** The address is not repeated: what is wrong with it may be a password. */
function parseAddress(
  url: string,
  advice: string,
): { readonly origin: string; readonly path: string } {
  const parsed = URL.canParse(url) ? new URL(url) : null
  const isHttp = parsed?.protocol === 'http:' || parsed?.protocol === 'https:'
  if (parsed !== null && isHttp && parsed.username === '' && parsed.password === '')
    return { origin: parsed.origin, path: `${parsed.pathname}${parsed.search}` }
  const message = `This is no address to post to; ${advice}${toldOfNothing(url)}.`
  throw new Fault({ kind: 'invalid', code: 'bad_address', message })
}

function refused(
  reply: HttpReply,
  { clock, advice }: Pick<PosterSettings, 'clock' | 'advice'>,
): Fault {
  const { status, body } = reply
  const retryAfterMs = readRetryAfter(reply, clock)
  const words = body.toString('utf8').slice(0, wordsMax)
  return new Fault({
    kind: fromStatus(status),
    code: `http_${status}`,
    // Somebody is there who takes no posts at this path: mostly the path is missing.
    message: `The other side answered with status ${status}${isElsewhere(status) ? `: ${advice}` : ''}.`,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    ...(words === '' ? {} : { cause: new Error(words) }),
  })
}

function isElsewhere(status: number): boolean {
  return (status >= 300 && status < 400) || status === 404 || status === 405
}
