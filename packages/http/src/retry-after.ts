/** When a server that is not ours says to try again. Read by the poster and by the binding of external services. */
import type { Clock } from '@atoll/pipeline'
import type { HttpReply } from './pool.ts'

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Units: milliseconds from now; null where nothing is said. Shape: seconds, or a date. Source RFC 9110 section 10.2.3 */
export function readRetryAfter({ headers }: HttpReply, clock: Clock): number | null {
  const value = headers['retry-after']
  if (typeof value !== 'string') return null
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const at = httpDate.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - clock.now())
}
