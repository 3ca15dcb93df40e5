/**
 * The page of the decisions as markup: the questions on the left, what is asked on the right, with all that would follow
 * before anything is taken. It works without a script; keys make it quicker. Called by the routes.
 */
import { attributes, document, type Html, html, render } from '@atoll/pages'
import { texts } from '@atoll/patterns'
import type { Named } from '../explain.ts'
import { settingNeededBy } from '../interview-options.ts'
import type { AboutQuestion, AreaQuestion, Details, OptionShown } from '../interview-question.ts'
import type { AreaItem, DecideView } from './view.ts'
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

function toMain(view: DecideView, sealed: Sealed, words: PageWords): Html {
  const { question } = view
  if (question?.kind === 'about') return toAbout(question, { view, sealed, words })
  if (question?.kind === 'area') return toQuestion(question, { view, sealed, words })
  const isDone = view.counts.open === 0
  return html`
    <section class="done"><h2>${isDone ? words.finished : words.finishedOpen}</h2><p>${words.saved}</p>${toBack({ view, sealed, words })}</section>`
}

interface Around {
  readonly view: DecideView
  readonly sealed: Sealed
  readonly words: PageWords
}

function toAbout({ about, question }: AboutQuestion, around: Around): Html {
  const { view, sealed, words } = around
  return html`
    <section><h2 id="asked">${question}</h2>${toForm(
      { act: 'about', view, sealed },
      html`<input type="hidden" name="key" value="${about}"><p class="row"><button name="value" value="yes" class="strong" data-key="1">${words.yes}</button> <button name="value" value="no" class="strong" data-key="2">${words.no}</button></p>`,
    )}${toBack(around)}</section>`
}

function toQuestion(asked: AreaQuestion, around: Around): Html {
  const { view, sealed, words } = around
  const { area, place, name, question, options, raisedBy, usual, canPutOff } = asked
  const spot = html`<input type="hidden" name="area" value="${area}"><input type="hidden" name="place" value="${place}">`
  const takesSeveral = asked.choose === 'some'
  const kind = takesSeveral ? 'checkbox' : 'radio'
  return html`
    <section aria-labelledby="asked">
      <p class="soft">${name}${place !== 'system' && ` · ${place}`}${raisedBy.length > 0 && ` · ${words.because} ${namesOf(raisedBy)}`}</p>
      <h2 id="asked">${question}</h2>
      <p class="default"><b>${usual.patterns.length === 0 ? words.defaultIsPutOff : words.default}</b> ${usual.why}${takesSeveral && html` <span class="soft">${words.several}</span>`}</p>
      ${toForm(
        { act: 'answer', view, sealed },
        html`${spot}<div class="options" role="${takesSeveral ? 'group' : 'radiogroup'}" aria-labelledby="asked">${options.map((option, index) => toOption(option, { kind, index, around }))}${canPutOff && toPutOff(asked, { kind, index: options.length, around })}</div>
        <label>${words.reason} <input name="reason" maxlength="500" autocomplete="off" placeholder="${words.reasonHint}"></label>
        <p class="row"><button class="strong" data-key="enter">${words.take}</button></p>`,
      )}
      <div class="row others">
        ${toForm({ act: 'skip', view, sealed }, html`<button data-key="s">${words.skip}</button>`)}
        ${toBack(around)}
        ${toForm({ act: 'defaults', view, sealed }, html`<button title="${words.defaultsHint}">${words.defaults}</button>`)}
      </div>
      <p class="soft keys">${words.keys}</p>
    </section>`
}

function toBack({ view, sealed, words }: Around): Html | null {
  if (!view.canGoBack) return null
  return toForm({ act: 'back', view, sealed }, html`<button data-key="b">${words.back}</button>`)
}

interface Listed {
  readonly kind: 'radio' | 'checkbox'
  readonly index: number
  readonly around: Around
}

function toOption(option: OptionShown, { kind, index, around: { view, words } }: Listed): Html {
  const { pattern, adapter, name, by, against, isUsual, isNow } = option
  const isPossible = against.length === 0
  const field = kind === 'radio' ? 'option' : `option${index}`
  const details = view.details.get(pattern)
  const setting = settingNeededBy(adapter, view.language)
  const value = `${pattern} ${adapter}`
  const named = texts[view.language].patterns
  return html`
        <div class="${`option${isPossible ? '' : ' impossible'}`}">
          <label class="pick"><input type="${kind}" name="${field}" value="${value}" ${attributes({ checked: isPossible && isChecked(option, view), disabled: !isPossible, 'data-key': isPossible && index < 9 ? String(index + 1) : null })}> <kbd>${index + 1}</kbd> <b>${name}</b>${isUsual && html` <span class="badge">${words.default}</span>`}${isNow && html` <span class="badge now">${words.now}</span>`} <span class="soft">${by}</span></label>
          ${setting !== null && html`<label class="setting">${setting.asks} <input name="${`setting ${value}`}" value="${setting.usual.join(', ')}" maxlength="1000"></label>`}
          ${!isPossible && html`<p class="bad">${words.against} ${against.map((id) => named[id].name).join(', ')}</p>`}
          ${details !== undefined && toDetails(details, { isOpen: isUsual, words })}
        </div>`
}

/** Who decides anew begins with what holds; everybody else with the suggestion. */
function isChecked({ isUsual, isNow }: OptionShown, { question }: DecideView): boolean {
  const isDecided = question?.kind === 'area' && question.options.some((each) => each.isNow)
  return isDecided ? isNow : isUsual
}

function toDetails(
  details: Details,
  { isOpen, words }: { readonly isOpen: boolean; readonly words: PageWords },
): Html {
  const { problem, benefits, drawbacks, needs, opens, closes, prevents, idles, effects } = details
  return html`<p class="price"><b>${words.raises}</b> ${opens.length}${opens.length > 0 && html`: ${namesOf(opens)}`}</p>
          <details ${attributes({ open: isOpen })}><summary>${words.benefits} · ${words.drawbacks} · ${words.forces}</summary>
            <p>${problem}</p>
            <div class="claims"><div><h4>${words.benefits}</h4><ul>${benefits.map((each) => html`<li>${each}</li>`)}</ul></div>
            <div><h4>${words.drawbacks}</h4><ul>${drawbacks.map((each) => html`<li>${each}</li>`)}</ul></div></div>
            <dl>${toFact(words.brings, needs)}${toFact(words.closes, closes)}${toFact(words.excludes, prevents)}${toFact(words.idles, idles)}</dl>
            ${effects.length > 0 && html`<ul class="effects" aria-label="${words.forces}">${effects.map(({ name, effect }) => html`<li class="${effectClass[effect]}"><span aria-hidden="true">${signs[effect]}</span> ${name} <span class="hidden">${words.effect[effect]}</span></li>`)}</ul>`}
          </details>`
}

/** To leave it open until a day is an answer too. */
function toPutOff(
  { usual, meanwhile }: AreaQuestion,
  { kind, index, around: { view, words } }: Listed,
): Html {
  const isUsual = usual.patterns.length === 0
  const isDecided =
    view.question?.kind === 'area' && view.question.options.some((each) => each.isNow)
  const field = kind === 'radio' ? 'option' : `option${index}`
  return html`
        <div class="option">
          <label class="pick"><input type="${kind}" name="${field}" value="${putOffValue}" ${attributes({ checked: isUsual && !isDecided, 'data-key': index < 9 ? String(index + 1) : null })}> <kbd>${index + 1}</kbd> <b>${words.putOff}</b>${isUsual && html` <span class="badge">${words.default}</span>`}</label>
          <p class="soft">${meanwhile}</p>
          <label>${words.putOffUntil} <input type="date" name="until"></label> <span class="soft">${words.untilHint}</span>
        </div>`
}

const effectClass = { '+': 'better', '-': 'worse', '0': 'same' } as const
const signs = { '+': '▲', '-': '▼', '0': '◆' } as const

function toFact(name: string, values: readonly Named[]): Html | null {
  return values.length === 0 ? null : html`<div><dt>${name}</dt><dd>${namesOf(values)}</dd></div>`
}

function namesOf(values: readonly Named[]): string {
  return values.map(({ name }) => name).join(', ')
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
