/** The page sample page of sample owner. */
import { type Html, html } from '@atoll/pages'
import { frame } from '../frame.ts'

/** What the page shows. */
export interface SamplePageView {
  readonly items: readonly string[]
}

/** Makes the page. */
export function samplePage({ items }: SamplePageView): Html {
  return frame({
    title: 'Sample page',
    main: html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`,
  })
}
