/** The contents of the basket, each line with its forms. Owner: orders. */
import { type Html, html } from '@atoll/pages'
import { picture } from '../catalog/picture.ts'
import { toPrice } from '../shell/money.ts'
import { type Basket, type BasketLine, quantityMax, toLinePrice } from './basket.ts'

/** Shows the lines of a basket; each can be changed or removed. */
export function basketLines({ lines }: Basket): Html {
  return html`<section class="basket-lines" aria-labelledby="lines-title">
  <h2 id="lines-title" class="visually-hidden">Contents</h2>
  <ul>${lines.map(line)}</ul>
</section>`
}

function line(one: BasketLine): Html {
  const { sku, name, subCategory, price } = one.product
  return html`<li class="basket-line">
  <div class="line-plate">${picture(one.product)}</div>
  <div class="line-text">
    <h3><a href="/products/${sku}">${name}</a></h3>
    <p class="hint">${subCategory} · ${toPrice(price)} each</p>
  </div>
  <div class="line-forms">
    <form method="post" action="/basket">${target(sku)}
      <label class="visually-hidden" for="quantity-${sku}">Quantity of ${name}</label>
      <input id="quantity-${sku}" name="quantity" type="number" inputmode="numeric" min="0" max="${quantityMax}" value="${one.quantity}" required>
      <button class="button small quiet" type="submit">Update<span class="visually-hidden"> ${name}</span></button>
    </form>
    <form method="post" action="/basket">${target(sku)}<input type="hidden" name="quantity" value="0">
      <button class="link-button" type="submit">Remove<span class="visually-hidden"> ${name}</span></button>
    </form>
  </div>
  <p class="price">${toPrice(toLinePrice(one))}</p>
</li>`
}

function target(sku: string): Html {
  return html`<input type="hidden" name="action" value="set"><input type="hidden" name="sku" value="${sku}">`
}
