/** Words where a list is empty or a page is not there, and beside a form that failed. Page functions call it. */
import { type Html, html } from '@atoll/pages'

/** What to say, and where to go on. */
export interface NoticeView {
  readonly title: string
  readonly text: string
  readonly links: readonly { readonly name: string; readonly address: string }[]
}

/** Shows why there is nothing to see, and what to do next. Level 1 stands for the page's own heading. */
export function notice(level: 1 | 2, { title, text, links }: NoticeView): Html {
  const heading = level === 1 ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`
  const ways = links.map(
    (link, index) =>
      html`<a class="button ${index === 0 ? '' : 'quiet'}" href="${link.address}">${link.name}</a>`,
  )
  return html`<div class="notice">
  <svg class="notice-mark" viewBox="0 0 160 60" aria-hidden="true" focusable="false">
    <path d="M4 46c20-12 38-12 56 0s38 12 56 0 30-10 40-4" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"/>
    <path d="M60 34h40l-6 12c-10 4-20 2-28-2z" fill="currentColor"/><path d="M80 6v28" stroke="currentColor" stroke-width="3"/><path class="notice-sail" d="M83 6l18 22H83z"/>
  </svg>
  ${heading}
  <p>${text}</p>
  ${ways.length > 0 && html`<p class="actions">${ways}</p>`}
</div>`
}

/** Shows why the last attempt did not work, so that a screen reader says it at once. */
export function alert(problem: string | null): Html | null {
  return problem === null ? null : html`<p class="alert" role="alert">${problem}</p>`
}
