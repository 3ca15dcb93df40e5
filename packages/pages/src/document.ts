/**
 * The outermost markup of a page. Page functions call it last; it never decides what a page contains.
 */
import { type Html, html } from './html.ts'

/** What a whole page consists of.
 *  Shape    lang: BCP 47; head: links and metadata after the title */
export interface DocumentParts {
  readonly title: string
  readonly lang: string
  readonly head: Html
  readonly body: Html
}

/** Makes a whole HTML page: UTF-8, sized for any screen, in both colour schemes. */
export function document({ title, lang, head, body }: DocumentParts): Html {
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${head}
</head>
<body>
${body}
</body>
</html>
`
}
