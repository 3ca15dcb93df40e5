/**
 * Remembers exchanged tokens, so that one token of a caller is exchanged once per callee and not once per call. Stands
 * between the outgoing step and the source. Keeps digests of subject tokens, never the tokens themselves.
 */
import { hash } from 'node:crypto'
import type { FaultKind } from '@atoll/contract'
import { type Clock, Fault } from '@atoll/pipeline'
import { decodeJwt } from 'jose'
import type { ExchangeRequest, IssuedToken, TokenSource } from './token-source.ts'

/** Remembered tokens if nobody says. */
const entriesMaxDefault = 10_000
/** A new token is fetched this long before the old one ends, or after nine tenths of a short life. Units: milliseconds. */
const marginMsMax = 30_000

/** Failures of the source that say nothing about the subject token. */
const passing: ReadonlySet<FaultKind> = new Set<FaultKind>(['unavailable', 'deadline', 'limited'])

interface Entry {
  issued: IssuedToken | null
  /** When to fetch a new one. Units: milliseconds since 1970. */
  freshUntil: number
  pending: Promise<IssuedToken> | null
}

/**
 * Makes a source that remembers.
 * Shape  one exchange at a time per subject token, audience and scopes; an old token serves to its very end while the
 *        source is unavailable
 */
export function createCachedExchange(
  source: TokenSource,
  options: { readonly clock: Clock; readonly entriesMax?: number },
): TokenSource {
  const { clock, entriesMax = entriesMaxDefault } = options
  const entries = new Map<string, Entry>()

  const entryOf = (key: string): Entry => {
    const known = entries.get(key)
    if (known !== undefined) return known
    for (const oldest of entries.size >= entriesMax ? entries.keys() : []) {
      entries.delete(oldest)
      break
    }
    const entry: Entry = { issued: null, freshUntil: 0, pending: null }
    entries.set(key, entry)
    return entry
  }
  const fetchInto = async (key: string, entry: Entry, request: ExchangeRequest) => {
    try {
      const issued = clamp(await source.exchange(request), request.subjectToken)
      entry.issued = issued
      const lifeMs = issued.expiresAt - clock.now()
      entry.freshUntil = issued.expiresAt - Math.min(marginMsMax, lifeMs / 10)
      return issued
    } catch (thrown) {
      const { issued } = entry
      const usable = issued !== null && clock.now() < issued.expiresAt
      if (usable && passing.has(Fault.from(thrown).kind)) return issued
      if (entries.get(key) === entry) entries.delete(key)
      throw thrown
    } finally {
      entry.pending = null
    }
  }

  return {
    async exchange(request) {
      const key = keyOf(request)
      const entry = entryOf(key)
      if (entry.issued !== null && clock.now() < entry.freshUntil) return entry.issued
      entry.pending ??= fetchInto(key, entry, request)
      return entry.pending
    },
  }
}

function keyOf({ subjectToken, audience, scopes }: ExchangeRequest): string {
  return `${hash('sha256', subjectToken, 'base64url')} ${audience} ${scopes?.join(' ') ?? '*'}`
}

/** Whatever a source answers, a token is not used beyond the end of the one it was given for. */
function clamp(issued: IssuedToken, subjectToken: string): IssuedToken {
  try {
    const { exp } = decodeJwt(subjectToken)
    return exp === undefined || exp * 1000 >= issued.expiresAt
      ? issued
      : { ...issued, expiresAt: exp * 1000 }
  } catch {
    return issued
  }
}
