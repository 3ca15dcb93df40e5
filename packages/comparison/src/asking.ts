/** How customers of a trial ask: over one pool of connections, with every answer judged the same way. */
import { openHttpPool } from '@atoll/http'
import type { Clock } from '@atoll/pipeline'
import type { Ask, AskOptions } from './trial.ts'

/** How long an answer may take when nobody says. Units: milliseconds. */
const answerMsDefault = 10_000
/** Customers ask at once; none may wait for the connection of another. */
const connectionsMax = 1_000

/** Opens a way to ask. Units: answerMsMax: milliseconds. */
export function openAsking(
  url: string,
  clock: Clock,
  answerMsMax = answerMsDefault,
): { readonly ask: Ask } & AsyncDisposable {
  const pool = openHttpPool({ clock, connectionsMax, timeoutMs: answerMsMax })
  const ask: Ask = async <T>(
    method: Parameters<Ask>[0],
    path: string,
    { json, token, key }: AskOptions = {},
  ) => {
    const headers = {
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    const body = json === undefined ? null : JSON.stringify(json)
    const reply = await pool.request(url, { method, path, headers, body })
    const text = reply.body.toString('utf8')
    if (reply.status >= 500 || reply.status === 429)
      throw new Error(`${method} ${path} answered ${reply.status}: ${text.slice(0, 200)}`)
    const isJson = String(reply.headers['content-type']).includes('json')
    // Whoever asks knows what a good answer holds, and looks at the status first.
    return { status: reply.status, body: (isJson ? JSON.parse(text) : text) as T }
  }
  return { ask, [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose]() }
}
