/** The page at `/`: what is for sale. */
import { type Html, html } from '@atoll/pages'
import { frame } from './frame.ts'

/** What the page shows. Units: price: cents; sold: pieces */
export interface HomeView {
  readonly items: readonly {
    readonly name: string
    readonly price: number
    readonly sold: number
  }[]
}

/** Makes the home page. */
export function homePage({ items }: HomeView): Html {
  return frame({
    title: 'For sale',
    main: html`<ul>${items.map(
      ({ name, price, sold }) => html`
<li>${name}, ${(price / 100).toFixed(2)}, sold ${sold}</li>`,
    )}
</ul>`,
  })
}
