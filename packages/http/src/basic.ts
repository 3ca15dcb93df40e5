/** Basic authentication where all who may come share one name and password. Asked by servers of ours that others call. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { HttpRequest } from './exchange.ts'

/** One name and its password. */
export interface Credentials {
  readonly user: string
  readonly password: string
}

/** Says who may come; without credentials, everybody. Source: RFC 7617; RFC 9110 section 11.1, the scheme in any case */
export function createBasicGate(
  credentials: Credentials | null,
): (request: Pick<HttpRequest, 'headers'>) => boolean {
  if (credentials === null) return () => true
  const { user, password } = credentials
  const wanted = digest(Buffer.from(`${user}:${password}`).toString('base64'))
  // Digests of one length are compared, so that time tells nothing.
  return ({ headers }) => {
    const sent = headers['authorization'] ?? ''
    const [scheme, rest] = [sent.slice(0, 6), sent.slice(6)]
    return scheme.toLowerCase() === 'basic ' && timingSafeEqual(digest(rest.trimStart()), wanted)
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
