/** How the page of the registry looks: light and dark, narrow and wide. Served by the routes as it stands. */

/** Source of the contrasts: WCAG 2.2, 1.4.3; `page.journey.test.ts` measures them. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f2f6f4; --card: #fff; --ink: #13282b; --soft: #4a5e61; --line: #d0dcd8; --edge: #76898a; --link: #0b5f66;
  --good: #17653c; --good-back: #e2f3e9; --few: #7f4a00; --few-back: #fdf1dc; --bad: #a32c18; --bad-back: #fdece8;
  --still: #45565a; --still-back: #e6ecea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1719; --card: #142326; --ink: #e7f1ee; --soft: #a5bab8; --line: #2a4044; --edge: #6d8587; --link: #84d4ce;
    --good: #8ddcae; --good-back: #12382a; --few: #f2c274; --few-back: #3d2d10; --bad: #ffab9b; --bad-back: #471f18;
    --still: #b9c9c7; --still-back: #26383b;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 100rem; padding: 1rem clamp(1rem, 3vw, 2.5rem) 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 "Avenir Next", "Segoe UI", Inter, system-ui, sans-serif; }
h1 { margin: 1rem 0 0; font-size: clamp(1.6rem, 1.3rem + 1.5vw, 2.3rem); line-height: 1.2; letter-spacing: -0.01em; }
h2 { margin: 2.2rem 0 .7rem; font-size: 1.2rem; }
h3 { margin: 0; padding: .8rem 1rem; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: .4rem 0; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code { font-family: ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; }
.soft { color: var(--soft); font-size: .9rem; }
.notice { margin: 1rem 0; padding: .8rem 1rem; border-left: .3rem solid var(--few); border-radius: .4rem; background: var(--few-back); color: var(--few); }
.counts { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.2rem 0; padding: 0; list-style: none; }
.count { display: block; min-width: 7rem; padding: .6rem .9rem; border: 1px solid var(--line); border-radius: .7rem; background: var(--card); color: var(--soft); text-decoration: none; font-size: .9rem; }
.count b { display: block; color: var(--ink); font-size: 1.35rem; font-variant-numeric: tabular-nums; line-height: 1.25; }
a.count:hover, a.count[aria-current] { border-color: var(--link); box-shadow: inset 0 -3px var(--link); }
.badge { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; background: var(--still-back); color: var(--still); font-size: .85rem; font-weight: 600; white-space: nowrap; }
.badge.UP { background: var(--good-back); color: var(--good); }
.badge.DOWN { background: var(--bad-back); color: var(--bad); }
.badge.STARTING, .badge.OUT_OF_SERVICE { background: var(--few-back); color: var(--few); }
.peers { margin: 0; padding: 0; list-style: none; }
.peers li { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .8rem; padding: .6rem 1rem; border: 1px solid var(--line); border-radius: .7rem; background: var(--card); }
.peers li + li { margin-top: .4rem; }
.name { font-weight: 600; overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; align-items: end; gap: .7rem; margin: 0 0 1.2rem; }
label { display: grid; gap: .2rem; color: var(--soft); font-size: .9rem; }
label:first-child { flex: 1 1 16rem; max-width: 28rem; }
input, select, button, .button { min-height: 2.5rem; padding: .4rem .8rem; border: 1px solid var(--edge); border-radius: .5rem; background: var(--card); color: var(--ink); font: inherit; }
button, .button { display: inline-block; border-color: var(--link); color: var(--link); font-weight: 600; text-decoration: none; cursor: pointer; }
button:hover, .button:hover { background: var(--paper); }
.app { margin: 0 0 1rem; border: 1px solid var(--line); border-radius: .9rem; background: var(--card); overflow: hidden; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th { padding: .3rem 1rem; color: var(--soft); font-size: .85rem; font-weight: 600; text-align: left; }
th:nth-child(1) { width: 26%; } th:nth-child(2) { width: 11%; } th:nth-child(3) { width: 10%; } th:nth-child(4) { width: 18%; }
td .soft a { margin-right: .6rem; }
td { padding: .7rem 1rem; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
meter { display: block; width: 100%; max-width: 11rem; height: .8rem; }
.why { margin: 0; padding: 0; list-style: none; font-size: .92rem; font-variant-numeric: tabular-nums; }
.kept { color: var(--few); font-weight: 600; }
details { margin-top: .4rem; font-size: .9rem; }
summary { min-height: 1.5rem; color: var(--link); cursor: pointer; }
dl { margin: .3rem 0 0; }
dl div { display: flex; flex-wrap: wrap; gap: 0 .6rem; padding: .1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; }
.none { padding: 2rem 1rem; border: 1px dashed var(--edge); border-radius: .9rem; text-align: center; }
nav p { display: flex; flex-wrap: wrap; align-items: center; gap: 1rem; }
footer { margin-top: 2.5rem; }
@media (max-width: 60rem) {
  h1 { margin-top: 0; }
  h2 { margin: 1.2rem 0 .5rem; }
  .counts { gap: .4rem; margin: .8rem 0; }
  .count { min-width: 0; padding: .2rem .7rem; }
  .count b { display: inline; font-size: 1rem; }
  form { gap: .5rem; margin-bottom: .8rem; }
  thead { display: none; }
  table, tbody, tr, td { display: block; }
  tr { padding: .8rem 1rem; border-top: 1px solid var(--line); }
  td { padding: .25rem 0; border: 0; }
  td[data-label] { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr); }
  td[data-label]::before { content: attr(data-label); grid-row: 1 / span 9; color: var(--soft); font-size: .9rem; }
  td[data-label] > * { grid-column: 2; justify-self: start; }
  td[data-label] > br { display: none; }
}
`
