/**
 * How far an order has come, live. Owner: orders. Shown whole by the server; `assets/track-order.js` then moves it on
 * with each event of the order, and finds all its words in this markup.
 */
import { attributes, type Html, html } from '@atoll/pages'
import { time } from '../shell/time.ts'
import { type Happening, isFinal, type Order, type Status, statuses, statusTexts } from './order.ts'

/** How a step looks: behind us, the one now being worked on, still to come, or never to come. */
type StepState = 'done' | 'next' | 'waiting' | 'never'

/** Shows the steps of an order, the last of them that was reached, and why it was cancelled. */
export function progress({ id, status, history }: Order): Html {
  const reached = new Map(history.map((happening) => [happening.status, happening]))
  const next = isFinal(status) ? undefined : statuses.find((one) => !reached.has(one))
  const toState = (step: Status): StepState => {
    if (reached.has(step)) return 'done'
    if (step === next) return 'next'
    return isFinal(status) ? 'never' : 'waiting'
  }
  const reason = reached.get('cancelled')?.reason
  const now = [statusTexts[status].said, reason].filter(Boolean).join(' ')
  const live = attributes({
    'data-events': isFinal(status) ? null : `/api/orders/${encodeURIComponent(id)}/events`,
  })
  return html`<section class="panel progress" aria-labelledby="progress-title" ${live}>
  <h2 id="progress-title" class="visually-hidden">Progress</h2>
  <p class="progress-now" role="status" aria-live="polite" data-now>${now}</p>
  <ol class="steps">${statuses.map((step) => stepItem(step, toState(step), reached.get(step)))}</ol>
  <p class="progress-live" data-live hidden></p>
</section>`
}

const stateWords: Readonly<Record<StepState, string>> = {
  done: 'done',
  next: 'in progress',
  waiting: 'to come',
  never: 'not reached',
}

function stepItem(step: Status, state: StepState, happening: Happening | undefined): Html {
  const { name, said } = statusTexts[step]
  const marks = attributes({
    'data-step': step,
    'data-state': state,
    'data-said': said,
    'aria-current': state === 'next' ? 'step' : null,
    hidden: step === 'cancelled' && state !== 'done',
  })
  return html`<li class="step" ${marks}>
  <span class="step-mark" aria-hidden="true"></span>
  <span class="step-name">${name}<span class="visually-hidden">, <span data-word>${stateWords[state]}</span></span></span>
  <span class="step-time" data-time>${happening && time(happening.at)}</span>
  ${step === 'cancelled' && html`<span class="step-reason" data-reason>${happening?.reason}</span>`}
</li>`
}
