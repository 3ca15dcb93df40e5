/**
 * The port to whoever moves the money. Handlers call it; a provider that is real would get its own place behind it.
 * Money moves once per key, however often it is asked for, so that a message handled twice is paid once.
 */
import type { Ground, Work } from '@atoll/chassis'
import type { Card } from '../../../contracts/payments.ts'
import type { Due } from '../domain/payment.ts'

/** Why a provider takes no money. */
export type Refusal = 'card_declined' | 'unknown_card'

/** Where a question to the provider is asked: before the transaction. */
export type Asking = Pick<Ground<'payments', {}>, 'sql' | 'wait'>
/** Where the provider's books are kept: with the simulated one, in the transaction of the handler. */
export type Booking = Pick<Work<'payments'>, 'sql'>

/** Whoever moves the money. */
export interface PaymentProvider {
  /** Keeps a card for its owner; what it returns says nothing about the card. */
  keepCard(booking: Booking, owner: string, card: Card): Promise<string>
  /**
   * Asks whether the card would pay; no money moves.
   *  Faults   unavailable payments.provider_unavailable — nobody answers; executed: no
   */
  authorize(asking: Asking, due: Due): Promise<Refusal | null>
  /** Takes the money, once per key. */
  capture(booking: Booking, key: string, due: Due): Promise<void>
  /** Gives back what was captured under the key, once. */
  refund(booking: Booking, key: string): Promise<void>
}
