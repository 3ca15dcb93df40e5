/** The frame around every page. */
import { document, type Html, html } from '@atoll/pages'

/** Makes a whole page around its main part. */
export function frame({ title, main }: { readonly title: string; readonly main: Html }): Html {
  return document({
    title: `${title} · Sample system`,
    lang: 'en',
    head: html`<meta name="viewport" content="width=device-width">`,
    body: html`<header><p><a href="/">Sample system</a></p></header>
<main><h1>${title}</h1>
${main}</main>`,
  })
}
