/**
 * The page of the decisions as markup: the questions on the left, what is asked on the right, with all that would follow
 * before anything is taken. It works without a script; keys make it quicker. Called by the routes.
 */
import { attributes, document, type Html, html, render } from '@atoll/pages'
import type { AreaItem, Asked, DecideView, OptionItem } from './view.ts'
import { type PageWords, pageWords } from './words.ts'

/** The value of the answer that there is none yet. */
export const putOffValue = 'put-off'

/** What goes with every form, so that no other page can send it. */
export interface Sealed {
  readonly token: string
  /** Where the routes stand. Shape: empty, or `/decisions`. */
  readonly prefix: string
  /** Said above all else; null for nothing. */
  readonly notice: string | null
}

/** Writes the page. */
export function renderDecide(view: DecideView, sealed: Sealed): string {
  const words = pageWords[view.language]
  const { prefix } = sealed
  const head = html`<link rel="stylesheet" href="${`${prefix}/decide.css`}"><script src="${`${prefix}/decide.js`}" defer></script>`
  const body = html`
<header>
  <h1>${words.title} <span class="soft">${view.system}</span></h1>
  <ul class="counts">
    <li class="open"><b>${view.counts.open}</b> ${words.open}</li>
    <li class="ended"><b>${view.counts.ended}</b> ${words.ended}</li>
    <li class="waived"><b>${view.counts.waived}</b> ${words.waived}</li>
  </ul>
  ${toForm({ act: 'language', view, sealed }, html`<button name="language" value="${view.language === 'en' ? 'ko' : 'en'}" lang="${view.language === 'en' ? 'ko' : 'en'}">${words.other}</button>`)}
</header>
${sealed.notice !== null && html`<p class="notice" role="status">${sealed.notice}</p>`}
<div class="sides">
  <main id="question">
    ${view.told.length > 0 && toTold(view, words)}
    ${toMain(view, sealed, words)}
  </main>
  ${toList(view, sealed, words)}
</div>`
  return render(
    document({ title: `${words.title} · ${view.system}`, lang: view.language, head, body }),
  )
}

interface FormParts {
  readonly act: string
  readonly view: Pick<DecideView, 'step'>
  readonly sealed: Sealed
}

function toForm({ act, view, sealed }: FormParts, content: Html): Html {
  return html`<form method="post" action="${`${sealed.prefix}/${act}`}" class="${act}"><input type="hidden" name="token" value="${sealed.token}"><input type="hidden" name="step" value="${view.step}">${content}</form>`
}

function toMain(view: DecideView, sealed: Sealed, words: PageWords): Html | null {
  if (view.unknown !== null) return toAbout(view, sealed, words)
  if (view.asked !== null) return toQuestion(view.asked, { view, sealed, words })
  const isDone = view.counts.open === 0
  return html`
    <section class="done"><h2>${isDone ? words.finished : words.finishedOpen}</h2><p>${words.saved}</p>${toBack(view, sealed, words)}</section>`
}

function toAbout(view: DecideView, sealed: Sealed, words: PageWords): Html | null {
  const { unknown } = view
  if (unknown === null) return null
  return html`
    <section><h2 id="asked">${words.about[unknown]}</h2>${toForm(
      { act: 'about', view, sealed },
      html`<input type="hidden" name="key" value="${unknown}"><p class="row"><button name="value" value="yes" class="strong" data-key="1">${words.yes}</button> <button name="value" value="no" class="strong" data-key="2">${words.no}</button></p>`,
    )}${toBack(view, sealed, words)}</section>`
}

interface Around {
  readonly view: DecideView
  readonly sealed: Sealed
  readonly words: PageWords
}

function toQuestion(asked: Asked, { view, sealed, words }: Around): Html {
  const { area, place, name, question, options, raisedBy } = asked
  const spot = html`<input type="hidden" name="area" value="${area}"><input type="hidden" name="place" value="${place}">`
  const kind = asked.takesSeveral ? 'checkbox' : 'radio'
  return html`
    <section aria-labelledby="asked">
      <p class="soft">${name}${place !== 'system' && ` · ${place}`}${raisedBy.length > 0 && ` · ${words.because} ${raisedBy.join(', ')}`}</p>
      <h2 id="asked">${question}</h2>
      <p class="default"><b>${asked.defaultIsPutOff ? words.defaultIsPutOff : words.default}</b> ${asked.defaultReason}${asked.takesSeveral && html` <span class="soft">${words.several}</span>`}</p>
      ${toForm(
        { act: 'answer', view, sealed },
        html`${spot}<div class="options" role="${kind === 'radio' ? 'radiogroup' : 'group'}" aria-labelledby="asked">${options.map((option, index) => toOption(option, { kind, index, words }))}${asked.mayBePutOff && toPutOff(asked, { kind, index: options.length, words })}</div>
        <label>${words.reason} <input name="reason" maxlength="500" autocomplete="off" placeholder="${words.reasonHint}"></label>
        <p class="row"><button class="strong" data-key="enter">${words.take}</button></p>`,
      )}
      <div class="row others">
        ${toForm({ act: 'skip', view, sealed }, html`<button data-key="s">${words.skip}</button>`)}
        ${toBack(view, sealed, words)}
        ${toForm({ act: 'defaults', view, sealed }, html`<button title="${words.defaultsHint}">${words.defaults}</button>`)}
      </div>
      <p class="soft keys">${words.keys}</p>
    </section>`
}

function toBack(view: DecideView, sealed: Sealed, words: PageWords): Html | null {
  if (!view.canGoBack) return null
  return toForm({ act: 'back', view, sealed }, html`<button data-key="b">${words.back}</button>`)
}

interface Listed {
  readonly kind: 'radio' | 'checkbox'
  readonly index: number
  readonly words: PageWords
}

function toOption(option: OptionItem, { kind, index, words }: Listed): Html {
  const isPossible = option.against.length === 0
  const field = kind === 'radio' ? 'option' : `option${index}`
  return html`
        <div class="${`option${isPossible ? '' : ' impossible'}`}">
          <label class="pick"><input type="${kind}" name="${field}" value="${option.value}" ${attributes({ checked: option.isDefault, disabled: !isPossible, 'data-key': isPossible && index < 9 ? String(index + 1) : null })}> <kbd>${index + 1}</kbd> <b>${option.name}</b>${option.isDefault && html` <span class="badge">${words.default}</span>`} <span class="soft">${option.isBuilt ? `${words.carriedOutBy} ${option.adapter}` : words.notBuilt}</span></label>
          ${option.setting !== null && html`<label class="setting">${option.setting.name} <input name="${`setting ${option.value}`}" value="${option.setting.usual}" maxlength="1000"></label>`}
          ${!isPossible && html`<p class="bad">${words.against} ${option.against.join(', ')}</p>`}
          <p class="price"><b>${words.raises}</b> ${option.raises.length}${option.raises.length > 0 && html`: ${option.raises.join(', ')}`}</p>
          <details ${attributes({ open: option.isDefault })}><summary>${words.benefits} · ${words.drawbacks} · ${words.forces}</summary>
            <p>${option.problem}</p>
            <div class="claims"><div><h4>${words.benefits}</h4><ul>${option.benefits.map((each) => html`<li>${each}</li>`)}</ul></div>
            <div><h4>${words.drawbacks}</h4><ul>${option.drawbacks.map((each) => html`<li>${each}</li>`)}</ul></div></div>
            <dl>${toFact(words.brings, option.requires)}${toFact(words.closes, option.closes)}${toFact(words.excludes, option.excludes)}</dl>
            ${option.effects.length > 0 && html`<ul class="effects" aria-label="${words.forces}">${option.effects.map(({ force, effect }) => html`<li class="${effectClass[effect]}"><span aria-hidden="true">${signs[effect]}</span> ${force} <span class="hidden">${words.effect[effect]}</span></li>`)}</ul>`}
          </details>
        </div>`
}

/** To leave it open until a day is an answer too. */
function toPutOff({ defaultIsPutOff }: Asked, { kind, index, words }: Listed): Html {
  const field = kind === 'radio' ? 'option' : `option${index}`
  return html`
        <div class="option">
          <label class="pick"><input type="${kind}" name="${field}" value="${putOffValue}" ${attributes({ checked: defaultIsPutOff, 'data-key': index < 9 ? String(index + 1) : null })}> <kbd>${index + 1}</kbd> <b>${words.putOff}</b>${defaultIsPutOff && html` <span class="badge">${words.default}</span>`}</label>
          <label>${words.putOffUntil} <input type="date" name="until"></label> <span class="soft">${words.untilHint}</span>
        </div>`
}

const effectClass = { '+': 'better', '-': 'worse', '0': 'same' } as const
const signs = { '+': '▲', '-': '▼', '0': '◆' } as const

function toFact(name: string, values: readonly string[]): Html | null {
  return values.length === 0 ? null : html`<div><dt>${name}</dt><dd>${values.join(', ')}</dd></div>`
}

function toTold({ told }: DecideView, words: PageWords): Html {
  return html`<details class="told"><summary>${words.told} (${told.length})</summary><ul>${told.map(
    ({ name, answers, why }) =>
      html`<li><b>${name}</b>: ${answers.length === 0 ? words.waived : answers.join(', ')}. <span class="soft">${why}</span></li>`,
  )}</ul></details>`
}

/** What is open first, then what was put off, then the rest, each in the order in which it is best asked. */
function toList(view: DecideView, sealed: Sealed, words: PageWords): Html {
  const groups = [
    ['open', view.items.filter(({ end }) => end === 'open')],
    ['waived', view.items.filter(({ end }) => end === 'waived')],
    ['ended', view.items.filter(({ end }) => end !== 'open' && end !== 'waived')],
  ] as const
  return html`<nav aria-label="${words.areas}">${groups.map(
    ([name, items]) =>
      items.length > 0 &&
      html`<section class="${name}"><h3>${words[name]} <span class="soft">${items.length}</span></h3><ul>${items.map((item) => toItem(item, { view, sealed, words }))}</ul></section>`,
  )}</nav>`
}

function toItem(item: AreaItem, { view, sealed, words }: Around): Html {
  const { area, place, name, end, answers, until, isAsked, depth } = item
  const said = until !== null ? `${words.until} ${until}` : answers.join(', ')
  return html`<li class="${`${end} depth${Math.min(depth, 5)}`}">${toForm(
    { act: 'again', view, sealed },
    html`<input type="hidden" name="area" value="${area}"><input type="hidden" name="place" value="${place}"><button ${attributes({ 'aria-current': isAsked ? 'true' : null })}><b>${name}</b>${place !== 'system' && html` <span class="soft">${place}</span>`}${said !== '' && html` <span class="soft">${said}</span>`}</button>`,
  )}</li>`
}
