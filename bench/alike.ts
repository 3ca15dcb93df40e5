/**
 * That all sides do the same work: before a side is measured it answers the same good requests with the same bytes as
 * the first one, and refuses the same bad ones.
 */
import type { LoadRequest } from './load.ts'

/** What is asked before each measurement. */
export interface Probes {
  /** Answered 200 by all sides, with the same bytes. */
  readonly good: readonly LoadRequest[]
  readonly bad: readonly BadProbe[]
}

/** A request that all sides refuse with one of these statuses. */
export interface BadProbe {
  readonly request: LoadRequest
  readonly statuses: readonly number[]
  /** Sent without what a side's own callers show, such as a token. */
  readonly isStranger?: boolean
}

/** Remembers what the first side answered. */
export class Alike {
  readonly #probes: Probes
  readonly #answers = new Map<LoadRequest, { readonly side: string; readonly body: string }>()

  constructor(probes: Probes) {
    this.#probes = probes
  }

  /**
   * Asks one side; `shown` are the headers of its own callers.
   * Faults: an error that shows both answers where they differ.
   */
  async check(
    side: string,
    url: string,
    shown: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    for (const request of this.#probes.good) {
      const { status, body } = await ask(url, withHeaders(request, shown))
      if (status !== 200) throw new Error(`${side} answered ${status} to a good request: ${body}`)
      const first = this.#answers.get(request)
      if (first === undefined) this.#answers.set(request, { side, body })
      else if (first.body !== body)
        throw new Error(`${side} answered ${body}, but ${first.side} ${first.body}`)
    }
    for (const { request, statuses, isStranger = false } of this.#probes.bad) {
      const { status, body } = await ask(url, isStranger ? request : withHeaders(request, shown))
      if (!statuses.includes(status))
        throw new Error(`${side} answered ${status} instead of ${statuses.join(' or ')}: ${body}`)
    }
  }
}

function withHeaders(request: LoadRequest, headers: LoadRequest['headers']): LoadRequest {
  return { ...request, headers: { ...request.headers, ...headers } }
}

async function ask(url: string, { path, headers, body }: LoadRequest) {
  const reply = await fetch(`${url}${path}`, { method: 'POST', headers: { ...headers }, body })
  return { status: reply.status, body: await reply.text() }
}
