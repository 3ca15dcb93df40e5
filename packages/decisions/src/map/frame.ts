/** What all drawings have in common: size, colours in light and dark, letters, and a title for those who do not see them. */
import { html, type Html, raw } from '@atoll/pages'

/** A drawing without its frame. Units: pixels. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly title: string
  /** The style of this drawing alone. Shape: a style element */
  readonly style: Html
  readonly body: Html
}

const colours = raw`<style>
svg{--paper:#fbfcfb;--card:#fff;--ink:#13282b;--soft:#4a5e61;--edge:#76898a;--strong:#0b5f66;--warm:#8a4b00;--mark:#dff1ef;--good:#17653c;--few:#7f4a00;--bad:#a32c18;
background:var(--paper);font:14px system-ui,"Segoe UI","Noto Sans KR",sans-serif}
@media (prefers-color-scheme:dark){svg{--paper:#0d1719;--card:#142326;--ink:#e7f1ee;--soft:#a5bab8;--edge:#6d8587;--strong:#84d4ce;--warm:#f2c274;--mark:#17393c;--good:#8ddcae;--few:#f2c274;--bad:#ffab9b}}
text{fill:var(--ink)}.title{font-size:20px;font-weight:700}.soft,.legend text{fill:var(--soft)}
</style>`

/** Puts a drawing into its frame. Shape: SVG 1.1 */
export function frame({ width, height, title, style, body }: Drawing): Html {
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${`0 0 ${width} ${height}`}" width="${width}" height="${height}" role="img" aria-label="${title}">
  <title>${title}</title>
  ${colours}${style}${body}
</svg>
`
}
