export { type DocumentParts, document } from './document.ts'
export { type Attributes, attributes, type Content, type Html, html, raw, render } from './html.ts'
export { isUrlSafe, url } from './url.ts'
