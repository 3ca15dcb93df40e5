/** How the simulated payment provider shall behave, at the checkout. Owner: payments. */
import { attributes, type Html, html } from '@atoll/pages'

/** The cards of the demonstration. */
export type Card = 'approve' | 'decline' | 'slow' | 'unavailable'

interface CardText {
  readonly card: Card
  readonly title: string
  readonly text: string
}

const cards: readonly CardText[] = [
  {
    card: 'approve',
    title: 'A good card',
    text: 'The provider takes the payment at once and the order goes out.',
  },
  {
    card: 'decline',
    title: 'A refused card',
    text: 'The provider says no. The goods go back on the shelf, the order is cancelled, nothing is charged.',
  },
  {
    card: 'slow',
    title: 'A slow answer',
    text: 'The provider takes its time, then says yes. Watch the order wait and go on.',
  },
  {
    card: 'unavailable',
    title: 'A provider that is down',
    text: 'Nobody answers for some seconds. The order is kept, and the payment is tried again until it works.',
  },
]

/** Shows the cards to choose from; the first is chosen. */
export function cardChoice(): Html {
  return html`<fieldset class="panel card-choice">
  <legend><h2>Payment</h2></legend>
  <p class="hint">No real card here: choose what the simulated payment provider will do.</p>
  ${cards.map(
    ({ card, title, text }, index) => html`<label class="choice" for="card-${card}">
    <input id="card-${card}" type="radio" name="card" value="${card}" required ${attributes({ checked: index === 0 })}>
    <span><b>${title}</b> <span class="choice-text">${text}</span></span>
  </label>`,
  )}
</fieldset>`
}
