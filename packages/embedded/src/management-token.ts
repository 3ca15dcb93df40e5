/** Who may change things at a management port: whoever can read the token that the start made. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { HttpRequest } from '@atoll/http'
import { Fault } from '@atoll/pipeline'

/**
 * Refuses whoever does not show the token. Compared as digests, so that neither length nor time says anything of it.
 * Faults: unauthenticated `token_refused`.
 */
export function checkToken(request: HttpRequest, token: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const sent = request.headers['authorization'] ?? ''
  if (timingSafeEqual(digest(sent), digest(`Bearer ${token}`))) return
  const message = 'Only whoever started the system may do this: show its management token.'
  throw new Fault({ kind: 'unauthenticated', code: 'token_refused', message })
}
