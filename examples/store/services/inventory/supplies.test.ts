/** What inventory buys of a supplier, with a double in its place: what is kept, and what is not to be had. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { Fault, isFault } from '@atoll/pipeline'
import { double, openService } from '@atoll/testkit'
import { inventory } from '../../contracts/inventory.ts'
import { supplier } from '../../contracts/supplier.ts'
import { service } from './service.ts'

const buyer = { subject: 'b-1', scopes: ['supplies:read', 'supplies:write'] }
const most = 500

async function open() {
  const asked: string[] = []
  const opened = await openService(service, {
    contract: inventory,
    doubles: [
      double(supplier, {
        async offer({ sku }, { fault }) {
          asked.push(`offer ${sku}`)
          if (sku.startsWith('OFF')) return fault('notFound', { title: 'Not Found' })
          return { sku, name: `A ${sku}`, amount: 250, currency: 'USD', most }
        },
        async order({ sku, pieces }, { fault }) {
          asked.push(`order ${sku} ${pieces}`)
          // Somebody else was faster.
          if (pieces === most) return fault('unprocessable', { most: 3 })
          const reference = `r-${pieces}`
          return { reference, sku, name: sku, pieces, supplier: 's-1', arrivesOn: '2027-01-05' }
        },
      }),
    ],
  })
  const skuLike = async (pattern: string) => {
    const [row] = await opened.sql<{ sku: string }>`
      select sku from stock where sku like ${pattern} order by sku limit 1`
    assert.ok(row)
    return row.sku
  }
  const order = async (sku: string, pieces: number, supplyId: string = randomUUID()) =>
    opened.as(buyer).orderSupply({ supplyId, sku, pieces })
  return { ...opened, asked, order, sku: await skuLike('FUR%'), unsold: await skuLike('OFF%') }
}

test('a supply is asked for its price, ordered once, and kept; it is no stock yet', async () => {
  await using store = await open()
  const { sku } = store
  const supplyId = randomUUID()
  const [before] = await store.sql`select available, initial from stock where sku = ${sku}`
  const first = await store.order(sku, 4, supplyId)
  assert.deepEqual(first, {
    supplyId,
    sku,
    pieces: 4,
    price: { amount: 1_000, currency: 'USD' },
    supplier: 's-1',
    reference: 'r-4',
    arrivesOn: '2027-01-05',
  })
  assert.deepEqual(await store.order(sku, 4, supplyId), first)
  assert.deepEqual(store.asked, [`offer ${sku}`, `order ${sku} 4`])
  const supplies = await store.as(buyer).suppliesOf({ sku })
  assert.deepEqual(supplies, { items: [first] })
  const [after] = await store.sql`select available, initial from stock where sku = ${sku}`
  assert.deepEqual(after, before)
})

test('what is not sold here or there is refused, and so is more than there is', async () => {
  await using store = await open()
  const codeOf = async (sku: string, pieces: number) => {
    const fault = await store.order(sku, pieces)
    assert.ok(isFault(fault) && fault instanceof Fault)
    return [fault.code, fault.details]
  }
  const unknown = (sku: string) => ['unknownProduct', { sku }]
  assert.deepEqual(await codeOf('NONE', 1), unknown('NONE'))
  assert.deepEqual(await codeOf(store.unsold, 1), unknown(store.unsold))
  assert.deepEqual(await codeOf(store.sku, most + 1), ['notSoMany', { most }])
  assert.deepEqual(await codeOf(store.sku, most), ['notSoMany', { most: 3 }])
  assert.deepEqual(await store.as(buyer).suppliesOf({ sku: store.sku }), { items: [] })
})
