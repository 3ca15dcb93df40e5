/** The requests a listener has taken and not yet answered, so that it can stop without losing one. */
import type { Socket } from 'node:net'
import { type Clock, Fault } from '@atoll/pipeline'
import type { Answer } from './answer.ts'

/** Kept by one listener. */
export class InFlight {
  /** Whether the listener refuses new requests. */
  stopping = false
  readonly #answers = new Set<Answer>()
  readonly #waiting = new Set<() => void>()

  add(answer: Answer): void {
    this.#answers.add(answer)
  }

  delete(answer: Answer): void {
    this.#answers.delete(answer)
    if (this.#answers.size > 0) return
    for (const wake of this.#waiting) wake()
  }

  /** Whether a request of this connection is at work. */
  has(socket: Socket): boolean {
    for (const answer of this.#answers) if (answer.request.socket === socket) return true
    return false
  }

  abandonStreams(): void {
    for (const answer of this.#answers) if (answer.streaming) answer.abandon(stopped())
  }

  /** Answers everything that still waits. What was cancelled may have had its effect, so its fault says unknown. */
  abandonAll(): void {
    for (const answer of this.#answers) answer.abandon(stopped())
  }

  /** Resolves when nothing is in flight, or when the time is over. Units: milliseconds. */
  async idle(waitMs: number, clock: Clock): Promise<void> {
    if (this.#answers.size === 0 || waitMs <= 0) return
    await new Promise<void>((resolve) => {
      const wake = () => {
        timer.cancel()
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = clock.timer(waitMs, wake)
      this.#waiting.add(wake)
    })
  }
}

function stopped(): Fault {
  const message = 'This instance stopped before the work was done.'
  return new Fault({ kind: 'unavailable', code: 'stopped', message, executed: 'unknown' })
}
