/**
 * A provider that is played: the card says how, and a table says when it is in trouble for everybody. Its books are a schema of its own, written in the transaction of the
 * handler, so that books and ledger cannot drift apart through the simulation itself; a real provider would keep them
 * elsewhere, and its idempotent keys would do the same.
 */
import { Fault } from '@atoll/pipeline'
import type { Card } from '../../../contracts/payments.ts'
import type { Asking, PaymentProvider } from './provider.ts'

/** How long a slow provider takes. Units: milliseconds */
const slowMs = 1500
/** How long a provider is away after it was given a card that makes it so. Units: milliseconds */
const awayMs = 8000

export const simulatedProvider: PaymentProvider = {
  async keepCard({ sql }, owner, card) {
    const [kept] = await sql<{ reference: string }>`
      insert into provider.card (owner, card) values (${owner}, ${card}) returning reference`
    if (kept === undefined) throw new TypeError('the database gave no reference to the card')
    return kept.reference
  },

  async authorize(asking, { customerId, cardReference }) {
    const kept = await readCard(asking, cardReference)
    if (kept === null || kept.owner !== customerId) return 'unknown_card'
    if (kept.card === 'decline') return 'card_declined'
    if (kept.card === 'slow' || kept.isSlow) await asking.wait(slowMs)
    if ((kept.card === 'unavailable' && kept.isRecent) || kept.isAway) throw away()
    return null
  },

  async capture({ sql }, key, { cardReference, amount }) {
    await sql`
      insert into provider.charge (key, reference, amount) values (${key}, ${cardReference}, ${amount})
      on conflict (key) do nothing`
  },

  async refund({ sql }, key) {
    await sql`
      update provider.charge set refunded_at = clock_timestamp()
      where key = ${key} and refunded_at is null`
  },
}

interface KeptCard {
  readonly card: Card
  readonly owner: string
  readonly isRecent: boolean
  /** Whether the provider is in trouble, whatever the card. */
  readonly isSlow: boolean
  readonly isAway: boolean
}

async function readCard({ sql }: Asking, reference: string): Promise<KeptCard | null> {
  const [kept] = await sql<KeptCard>`
    select card, owner, kept_at > clock_timestamp() - ${awayMs} * interval '1 millisecond' as "isRecent",
      exists (select from provider.trouble where kind = 'slow' and until > clock_timestamp()) as "isSlow",
      exists (select from provider.trouble where kind = 'away' and until > clock_timestamp()) as "isAway"
    from provider.card where reference = ${reference}`
  return kept ?? null
}

function away(): Fault {
  return new Fault({
    kind: 'unavailable',
    code: 'payments.provider_unavailable',
    message: 'The payment provider does not answer; the payment is tried again.',
    executed: 'no',
    retryAfterMs: awayMs,
  })
}
