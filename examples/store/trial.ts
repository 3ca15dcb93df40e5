/** By what `atoll compare` tries the store: its journeys, and customers who look at a product and order it. */
import { type Ask, trial } from '@atoll/comparison'
import { journeys, journeysAtOnce, storeEnvironment } from './journeys/journeys.ts'

interface Page {
  readonly items: readonly { readonly sku: string }[]
  readonly next: string | null
}

export default trial({
  journeys,
  journeysAtOnce,
  environment: storeEnvironment,
  load: {
    customers: 8,
    async customer(ask, number) {
      const token = await signIn(ask)
      const skus = await productsOf(ask, number)
      let [count, last] = [0, '']
      return {
        async act() {
          const sku = skus[count++ % skus.length] ?? ''
          await ask('GET', `/api/products/${sku}`)
          const json = { lines: [{ sku, quantity: 1 }], card: 'approve' }
          const sent = { token, json, key: crypto.randomUUID() }
          const placed = await ask<{ orderId: string }>('POST', '/api/orders', sent)
          if (placed.status !== 202) throw new Error(`an order was answered ${placed.status}`)
          last = placed.body.orderId
        },
        rest: () => untilEnded(ask, token, last),
      }
    },
  },
})

async function signIn(ask: Ask): Promise<string> {
  const json = { email: 'ada@example.com' }
  const { body } = await ask<{ accessToken: string }>('POST', '/api/session', { json })
  return body.accessToken
}

/** A page of its own for each customer, so that no shelf is emptied. */
async function productsOf(ask: Ask, page: number): Promise<readonly string[]> {
  let after = ''
  for (let number = 0; ; number += 1) {
    const { body } = await ask<Page>('GET', `/api/products?limit=50${after}`)
    if (number === page || body.next === null) return body.items.map(({ sku }) => sku)
    after = `&after=${body.next}`
  }
}

/** Orders are worked off in turn, so the last of a customer ends among the last. */
async function untilEnded(ask: Ask, token: string, orderId: string): Promise<void> {
  for (;;) {
    const { body } = await ask<{ status: string }>('GET', `/api/orders/${orderId}`, { token })
    if (body.status === 'shipped' || body.status === 'cancelled') return
  }
}
