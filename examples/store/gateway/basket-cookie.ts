/** The basket of a visitor, kept in a cookie: nobody has to sign in to fill one, and no service has to remember it. */
import { quantityMax } from '../pages/index.ts'

/** What lies in a basket: pieces by sku. */
export type BasketContent = ReadonlyMap<string, number>

/** The name of the cookie. */
export const basketCookie = 'basket'
/** Most different products in one basket, as many as an order may have. */
export const basketLinesMax = 50
const keptSeconds = 30 * 24 * 3600

const entry = /^([A-Za-z0-9][A-Za-z0-9_-]{0,39})\*(\d{1,2})$/

/** Whether a text has the form of a product's number. */
export function isSku(text: string): boolean {
  return entry.test(`${text}*1`)
}

/** Reads a cookie's value; what does not look like a basket is left out. */
export function parseBasket(text: string | null): BasketContent {
  const basket = new Map<string, number>()
  for (const part of (text ?? '').split('.').slice(0, basketLinesMax)) {
    const [, sku, count] = entry.exec(part) ?? []
    if (sku !== undefined && Number(count) > 0) basket.set(sku, Number(count))
  }
  return basket
}

/** Sets the pieces of one product, or adds to them; none takes it out. A full basket takes nothing new. */
export function changeBasket(
  basket: BasketContent,
  change: { readonly sku: string; readonly quantity: number; readonly adds: boolean },
): BasketContent {
  const { sku, quantity, adds } = change
  const changed = new Map(basket)
  const wanted = Math.min(quantityMax, quantity + (adds ? (basket.get(sku) ?? 0) : 0))
  if (wanted <= 0) changed.delete(sku)
  else if (basket.has(sku) || basket.size < basketLinesMax) changed.set(sku, wanted)
  return changed
}

/** Writes the cookie; an empty basket takes it away. */
export function toBasketCookie(basket: BasketContent): string {
  const value = [...basket].map(([sku, count]) => `${sku}*${count}`).join('.')
  return cookie(basketCookie, value, value === '' ? 0 : keptSeconds)
}

/** A cookie for this site alone that no script can read. Units: `seconds` until it is forgotten. */
export function cookie(name: string, value: string, seconds: number): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}`
}

/** How many pieces lie in a basket. */
export function countOf(basket: BasketContent): number {
  return [...basket.values()].reduce((sum, count) => sum + count, 0)
}
