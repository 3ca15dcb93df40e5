/** What the services must agree on, order by order: pieces, money, parcels. Called by `checker.ts`. */
import type { Findings, Read, Row, Rule } from './violation.ts'

const onePayment: Rule = { invariant: 'I2', rule: 'a shipped order is paid in full' }
const noPayment: Rule = { invariant: 'I8', rule: 'a cancelled order costs nothing' }
const allPayments: Rule = {
  invariant: 'I2',
  rule: 'the store has what shipped orders cost, no more',
}
const oneParcel: Rule = {
  invariant: 'I3',
  rule: 'one parcel for each shipped order, none for others',
}
const piecesLeft: Rule = { invariant: 'I3', rule: 'the pieces of a shipped order have left' }
const nothingHeld: Rule = { invariant: 'I8', rule: 'nothing is held for a cancelled order' }
const samePieces: Rule = {
  invariant: 'I3',
  rule: 'what was ordered is what was reserved and what was sent',
}
const wasPlaced: Rule = { invariant: 'I8', rule: 'every order that others know was placed' }

/** The rules of this file. */
export const agreementRules: readonly Rule[] = [
  onePayment,
  noPayment,
  allPayments,
  oneParcel,
  piecesLeft,
  nothingHeld,
  samePieces,
  wasPlaced,
]

interface Outcome {
  readonly id: string
  readonly status: string
  readonly total: string
  readonly pieces: string | null
}

type ByOrder = ReadonlyMap<string, Row>

interface Known {
  readonly reservations: ByOrder
  readonly payments: ByOrder
  readonly shipments: ByOrder
}

/** Checks that all services tell the same of each order. */
export async function checkAgreement(read: Read, found: Findings): Promise<void> {
  const byOrder = async (service: string, sql: string): Promise<ByOrder> => {
    const rows = await read<Row & { readonly order_id: string }>(service, sql)
    return new Map(rows.map((row): [string, Row] => [row.order_id, row]))
  }
  const orders = await read<Outcome>(
    'orders',
    `select id, status, total, pieces from orders left join (
      select order_id, ${pieces} from order_line group by order_id) l on l.order_id = id`,
  )
  const known: Known = {
    reservations: await byOrder(
      'inventory',
      `select order_id, status, pieces from reservation left join (
        select order_id, ${pieces} from reservation_line group by order_id) l using (order_id)`,
    ),
    payments: await byOrder('payments', 'select order_id, status, amount from payment'),
    shipments: await byOrder(
      'delivery',
      `select order_id, count(distinct id)::int as parcels, max(pieces) as pieces from shipment left join (
        select order_id, ${pieces} from parcel_line group by order_id) l using (order_id)
        group by order_id`,
    ),
  }
  for (const order of orders) checkOrder(order, known, found)
  checkStrangers(orders, known, found)
  await checkBalance(orders, read, found)
}

/** The lines of an order as one text, the same wherever they are kept. */
const pieces = `string_agg(sku || ' ' || quantity, ', ' order by sku collate "C") as pieces`

function checkOrder(order: Outcome, known: Known, found: Findings): void {
  const isShipped = order.status === 'shipped'
  const isCancelled = order.status === 'cancelled'
  const reservation = known.reservations.get(order.id) ?? {}
  const payment = known.payments.get(order.id) ?? {}
  const shipment = known.shipments.get(order.id) ?? {}
  const held = reservation['status'] ?? null
  const sent = shipment['parcels'] ?? 0
  const about = { ...order, reservation, payment, shipment }
  if (sent !== (isShipped ? 1 : 0)) found.add(oneParcel, 'delivery', about)
  if (isShipped && held !== 'shipped') found.add(piecesLeft, 'inventory', about)
  if (isCancelled && (held === 'held' || held === 'shipped'))
    found.add(nothingHeld, 'inventory', about)
  if (isShipped && (payment['status'] !== 'captured' || payment['amount'] !== order.total))
    found.add(onePayment, 'payments', about)
  if (isCancelled && ['captured', 'open'].includes(String(payment['status'])))
    found.add(noPayment, 'payments', about)
  if (isShipped && reservation['pieces'] !== order.pieces) found.add(samePieces, 'inventory', about)
  if (sent !== 0 && shipment['pieces'] !== order.pieces) found.add(samePieces, 'delivery', about)
}

function checkStrangers(orders: readonly Outcome[], known: Known, found: Findings): void {
  const placed = new Set(orders.map(({ id }) => id))
  const { reservations: inventory, payments, shipments: delivery } = known
  for (const [database, rows] of Object.entries({ inventory, payments, delivery }))
    for (const id of rows.keys()) if (!placed.has(id)) found.add(wasPlaced, database, { id })
}

async function checkBalance(orders: readonly Outcome[], read: Read, found: Findings) {
  const accounts = await read<{ account: string; sum: string }>(
    'payments',
    'select account, sum(amount)::text as sum from ledger group by account',
  )
  const due = orders
    .filter(({ status }) => status === 'shipped')
    .reduce((sum, { total }) => sum + BigInt(total), 0n)
  const has = (account: string) =>
    BigInt(accounts.find((each) => each.account === account)?.sum ?? 0)
  if (has('store') === due && has('customer') === -due) return
  const about = { due: String(due), store: String(has('store')), customer: String(has('customer')) }
  found.add(allPayments, 'payments', about)
}
