// region trial
/** By what `atoll compare` tries the shop: an order must end paid, and customers order one after the other. */
import { trial } from '@atoll/comparison'

const newOrder = () => ({ orderId: crypto.randomUUID(), card: 'good', cents: 4200 })

export default trial({
  journeys: [
    {
      title: 'a stranger may not order',
      async run({ url }) {
        const body = JSON.stringify(newOrder())
        const headers = { 'content-type': 'application/json' }
        const { status } = await fetch(`${url}/orders`, { method: 'POST', headers, body })
        if (status !== 401) throw new Error(`it was answered ${status}`)
      },
    },
  ],
  load: {
    customers: 4,
    async customer(ask) {
      const { body } = await ask<{ accessToken: string }>('POST', '/session')
      const token = body.accessToken
      return {
        async act() {
          const { status } = await ask('POST', '/orders', { token, json: newOrder() })
          if (status !== 200) throw new Error(`an order was answered ${status}`)
        },
      }
    },
  },
})
// endregion
