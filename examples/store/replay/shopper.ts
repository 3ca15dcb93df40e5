/** What a customer's program does with the store: signs in, orders, looks at the order. HTTP over kept connections. */
import type { Clock } from '@atoll/pipeline'
import { Pool } from 'undici'
import { z } from 'zod'
import type { Order } from '../data/shape.ts'

/** What the store answered to an order. */
export type Answer =
  | { readonly kind: 'accepted'; readonly orderId: string }
  /** Shape: why: the code of the problem document, or of the connection. */
  | { readonly kind: 'refused' | 'unanswered'; readonly why: string }

/** What the store says of an order. Units: placedAt, endedAt: milliseconds since 1970, by the clock of the store */
export interface Standing {
  readonly status: string
  readonly isFinal: boolean
  readonly placedAt: number
  readonly endedAt: number | null
}

/** A way to the store. */
export interface Shopper extends AsyncDisposable {
  /** Signs a customer in, or renews what is about to end. Faults: an Error with the answer. */
  signIn(email: string): Promise<void>
  /** Sends an order once, its number as the key. Never throws. */
  place(email: string, order: Order): Promise<Answer>
  look(email: string, orderId: string): Promise<Standing>
}

const connectionsMax = 256
/** Above what the gateway itself allows. Units: milliseconds */
const answerMsMax = 30_000
/** A session is renewed when less than this is left of it. Units: milliseconds */
const renewMs = 60_000

const Session = z.object({ accessToken: z.string(), expiresIn: z.number() })
const Accepted = z.object({ orderId: z.string() })
const Problem = z.object({ code: z.string() })
const Found = z.object({
  status: z.string(),
  history: z.array(z.object({ status: z.string(), at: z.iso.datetime() })).min(1),
})

/** Opens a way to the store at a URL. */
export function openShopper(url: string, clock: Clock): Shopper {
  const pool = new Pool(url, {
    connections: connectionsMax,
    pipelining: 1,
    headersTimeout: answerMsMax,
    bodyTimeout: answerMsMax,
  })
  const sessions = new Map<string, { readonly token: string; readonly endsAt: number }>()
  const ask = async (method: 'GET' | 'POST', path: string, sent: Sent = {}) => {
    const { json, ...headers } = sent
    const { statusCode, body } = await pool.request({
      method,
      path,
      headers: {
        ...headers,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
    return { status: statusCode, body: await body.json() }
  }
  const authorization = async (email: string) => {
    const session = sessions.get(email)
    if (session === undefined || session.endsAt - clock.monotonic() < renewMs) await signIn(email)
    return `Bearer ${sessions.get(email)?.token ?? ''}`
  }
  const signIn = async (email: string) => {
    const { status, body } = await ask('POST', '/api/session', { json: { email } })
    if (status !== 200) throw new Error(`${email} cannot sign in: ${JSON.stringify(body)}`)
    const { accessToken, expiresIn } = Session.parse(body)
    sessions.set(email, { token: accessToken, endsAt: clock.monotonic() + expiresIn * 1000 })
  }
  return {
    signIn,
    async place(email, { id, lines }) {
      try {
        const { status, body } = await ask('POST', '/api/orders', {
          authorization: await authorization(email),
          'idempotency-key': id,
          json: { lines, card: 'approve' },
        })
        if (status === 202) return { kind: 'accepted', ...Accepted.parse(body) }
        return { kind: 'refused', why: `${status} ${Problem.parse(body).code}` }
      } catch (thrown) {
        return { kind: 'unanswered', why: toReason(thrown) }
      }
    },
    async look(email, orderId) {
      const { status, body } = await ask('GET', `/api/orders/${orderId}`, {
        authorization: await authorization(email),
      })
      if (status !== 200) throw new Error(`order ${orderId} was answered ${status}`)
      return toStanding(Found.parse(body))
    },
    [Symbol.asyncDispose]: () => pool.close(),
  }
}

interface Sent {
  readonly authorization?: string
  readonly 'idempotency-key'?: string
  readonly json?: unknown
}

function toStanding({ status, history }: z.infer<typeof Found>): Standing {
  const isFinal = status === 'shipped' || status === 'cancelled'
  const first = history[0]?.at ?? ''
  const last = history.at(-1)?.at ?? ''
  return {
    status,
    isFinal,
    placedAt: Date.parse(first),
    endedAt: isFinal ? Date.parse(last) : null,
  }
}

function toReason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  return 'code' in thrown ? String(thrown.code) : thrown.message
}
