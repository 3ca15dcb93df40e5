/**
 * The picture of a product: the drawing of its sub-category (assets/pictures.svg) in colours that come from its
 * number, so that two products side by side look apart and each always looks the same.
 */
import { type Html, html } from '@atoll/pages'
import { asset } from '../assets.ts'
import { categories } from './categories.ts'

/** Which picture: the drawing and what colours it. */
export interface PictureView {
  readonly subCategory: string
  readonly sku: string
}

const drawings = new Set(categories.flatMap((one) => one.subCategories))
const hueCount = 12
const backdropCount = 4

/** Spreads numbers of products over all bits.
 *  Source   Fowler, Noll, Vo: FNV-1a, 32 bit; mixed once more as the last digits differ least */
function hash(sku: string): number {
  let sum = 0x811c9dc5
  for (const letter of sku) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d) >>> 0
}

/** Shows the picture of a product. It adds nothing to the name beside it, so a screen reader skips it. */
export function picture({ subCategory, sku }: PictureView): Html {
  const sum = hash(sku)
  const drawing = drawings.has(subCategory) ? subCategory.toLowerCase() : 'storage'
  const look = `hue-${sum % hueCount} ${(sum >>> 8) % 2 === 0 ? 'soft' : 'full'}`
  const turn = (sum >>> 12) % 2 === 0 ? '' : 'turned'
  return html`<svg class="picture ${look}" viewBox="0 0 160 120" aria-hidden="true" focusable="false">
  <use href="${`${asset('pictures.svg')}#back-${(sum >>> 16) % backdropCount}`}"/>
  <use class="${turn}" href="${`${asset('pictures.svg')}#${drawing}`}"/></svg>`
}
