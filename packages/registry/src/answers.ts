/**
 * Answers to the two questions that every client asks again and again: what is there, and what changed. Each is written
 * once, packed once, and thrown away with the next change; nothing old is ever told. Asked by the routes.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Codec } from './codec.ts'
import type { Leases } from './leases.ts'

/** One answer, as it is and packed. */
export interface Answer {
  readonly plain: Buffer
  packed(): Promise<Buffer>
}

/** The answers of one registry. */
export interface Answers {
  of(question: 'everything' | 'delta', codec: Codec): Answer
}

const pack = promisify(gzip)
/** The quickest: an answer may be thrown away soon. */
const level = 1

/** Makes answers out of leases. */
export function createAnswers(leases: Leases): Answers {
  // Two questions in four codecs at most.
  const known = new Map<Codec, Map<string, Answer>>()
  let version = -1
  return {
    of(question, codec) {
      if (leases.version !== version) known.clear()
      version = leases.version
      const answers = known.get(codec) ?? new Map<string, Answer>()
      known.set(codec, answers)
      const before = answers.get(question)
      if (before !== undefined) return before
      const answer = createAnswer(Buffer.from(codec.applications(leases[question]())))
      answers.set(question, answer)
      return answer
    },
  }
}

/** Makes one answer, packed when it is first asked for packed. */
export function createAnswer(plain: Buffer): Answer {
  let packed: Promise<Buffer> | null = null
  return { plain, packed: () => (packed ??= pack(plain, { level })) }
}
