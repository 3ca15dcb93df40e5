/** One request as routes see it: a thin view that reads what is asked for and no more. Made by the listener only. */
import type { Cancellation } from '@atoll/pipeline'
import type { FastifyRequest } from 'fastify'
import type { HttpRequest, Query } from './exchange.ts'
import { pathOf } from './gate.ts'
import { refuse } from './refusal.ts'

/** A body with its size, as the parsers of bodies leave it. */
export class ReadBody {
  readonly value: unknown
  readonly bytes: number
  constructor(value: unknown, bytes: number) {
    this.value = value
    this.bytes = bytes
  }
}

const noQuery: Query = new URLSearchParams()

/** Faults: `query_refused` on the first look at a query with too many parameters, or with an escape that is no text. */
export class ArrivedRequest implements HttpRequest {
  readonly cancellation: Cancellation
  readonly #request: FastifyRequest
  readonly #fieldCountMax: number
  #query: Query | null = null

  constructor(request: FastifyRequest, cancellation: Cancellation, fieldCountMax: number) {
    this.#request = request
    this.cancellation = cancellation
    this.#fieldCountMax = fieldCountMax
  }

  get method(): string {
    return this.#request.raw.method ?? ''
  }

  get path(): string {
    return pathOf(this.#request.raw.url ?? '')
  }

  get params(): Readonly<Record<string, string>> {
    // The router fills this with decoded texts only; its own type says unknown.
    return this.#request.params as Readonly<Record<string, string>>
  }

  get query(): Query {
    this.#query ??= this.#readQuery()
    return this.#query
  }

  get headers(): Readonly<Record<string, string | undefined>> {
    // Of request headers only `set-cookie` is an array in node, and no request has a use for one.
    return this.#request.raw.headers as Readonly<Record<string, string | undefined>>
  }

  get body(): unknown {
    const { body } = this.#request
    return body instanceof ReadBody ? body.value : null
  }

  get bodyBytes(): number {
    const { body } = this.#request
    return body instanceof ReadBody ? body.bytes : 0
  }

  get remoteAddress(): string {
    return this.#request.raw.socket.remoteAddress ?? ''
  }

  #readQuery(): Query {
    const url = this.#request.raw.url ?? ''
    const mark = url.indexOf('?')
    if (mark === -1 || mark === url.length - 1) return noQuery
    const text = url.slice(mark + 1)
    if (text.includes('%') && !isDecodable(text)) throw refuse('query_refused')
    const query = new URLSearchParams(text)
    if (query.size > this.#fieldCountMax) throw refuse('query_refused')
    return query
  }
}

/** Broken escapes and bytes that are no UTF-8 are read by each program in its own way. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
