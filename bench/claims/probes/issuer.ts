/** `issuer`: the process that holds the issuer stands still, while customers go on and others sign in. */
import { openAsking } from '@atoll/comparison'
import { systemClock } from '@atoll/pipeline'
import { openServer } from '../../program.ts'
import { finding, type Probe, verdictOf } from '../probe.ts'
import { repeat, timed } from '../store.ts'

/** Orders, lists and sign-ins in each round. */
const asks = 40
const signIns = 5

/** The measurement. */
export const issuer: Probe = {
  name: 'issuer',
  title: 'The issuer of tokens stands still',
  async run({ rounds, tell }) {
    await using server = await openServer(['programs/system.ts', '../examples/store', 'processes'])
    await using asking = openAsking(server.url, systemClock)
    const { ask } = asking
    const signIn = async (email: string) => {
      const { status, body } = await ask<{ accessToken: string }>('POST', '/api/session', {
        json: { email },
      })
      if (status !== 200) throw new Error(`it was answered ${status}`)
      return body.accessToken
    }
    const token = await signIn('ada@example.com')
    const { body } = await ask<{ items: { sku: string }[] }>('GET', '/api/products?limit=50')
    const place = async (number: number) => {
      const { sku } = body.items[number % body.items.length] ?? { sku: '' }
      const json = { lines: [{ sku, quantity: 1 }], card: 'approve' }
      const sent = { token, json, key: crypto.randomUUID() }
      const { status } = await ask('POST', '/api/orders', sent)
      if (status !== 202) throw new Error(`an order was answered ${status}`)
    }
    for (let order = 0; order < 10; order += 1) await place(order)
    const found = { served: 0, signedIn: 0, signedInAgain: 0 }
    for (let round = 0; round < rounds; round += 1) {
      tell(`round ${round + 1} of ${rounds}`)
      process.kill(server.pid, 'SIGSTOP')
      try {
        const orders = await repeat(asks, () => timed(() => place(found.served)))
        found.served += orders.filter(({ problem }) => problem === null).length
        const tries = await Promise.all(
          Array.from({ length: signIns }, () => timed(() => signIn('grace@example.com'))),
        )
        found.signedIn += tries.filter(({ problem }) => problem === null).length
      } finally {
        process.kill(server.pid, 'SIGCONT')
      }
      const tries = await Promise.all(
        Array.from({ length: signIns }, () => timed(() => signIn('grace@example.com'))),
      )
      found.signedInAgain += tries.filter(({ problem }) => problem === null).length
    }
    const [all, people] = [asks * rounds, signIns * rounds]
    const columns = ['what', 'served', 'of']
    const rows = [
      ['orders of a customer who is known', String(found.served), String(all)],
      ['sign-ins', String(found.signedIn), String(people)],
      ['sign-ins right after it goes on', String(found.signedInAgain), String(people)],
    ]
    return {
      tables: [{ title: 'While the issuer stands still', columns, rows }],
      findings: [
        finding('access-token', 'A service checks it alone.', {
          verdict: verdictOf(found.served === all),
          says: `${found.served} of ${all} orders passed a gateway and three services while no issuer answered, by keys and exchanged tokens that these remember.`,
        }),
        finding('x-authorization-server', 'Much depends on it.', {
          verdict:
            found.served === all && found.signedIn === 0
              ? 'when'
              : verdictOf(found.signedIn < people),
          says: `Without it ${found.signedIn} of ${people} customers could sign in, and ${found.served} of ${all} orders of one who was signed in were taken: who is new waits, who is known goes on until tokens end.`,
        }),
      ],
    }
  },
}
