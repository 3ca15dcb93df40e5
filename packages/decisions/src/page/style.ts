/** How the page of the decisions looks: light and dark, on a telephone and on a projector. */

/** Source of the contrasts: WCAG 2.2, 1.4.3. */
export const style = `
:root { color-scheme: light dark;
  --paper: #f2f6f4; --card: #fff; --ink: #13282b; --soft: #4a5e61; --line: #d0dcd8; --edge: #76898a; --link: #0b5f66; --mark: #dff1ef;
  --good: #17653c; --few: #7f4a00; --few-back: #fdf1dc; --bad: #a32c18; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #0d1719; --card: #142326; --ink: #e7f1ee; --soft: #a5bab8; --line: #2a4044; --edge: #6d8587; --link: #84d4ce; --mark: #17393c;
  --good: #8ddcae; --few: #f2c274; --few-back: #3d2d10; --bad: #ffab9b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 110rem; padding: 1rem clamp(.8rem, 2.5vw, 2.5rem) 3rem; background: var(--paper); color: var(--ink);
  font: clamp(1rem, .85rem + .35vw, 1.35rem)/1.5 "Avenir Next", "Segoe UI", Inter, "Noto Sans KR", system-ui, sans-serif; word-break: keep-all; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem 1.4rem; }
h1 { margin: 0; font-size: 1.5em; line-height: 1.2; }
h2 { margin: .2rem 0 .8rem; font-size: 1.6em; line-height: 1.25; text-wrap: balance; }
h3 { margin: 1rem 0 .3rem; font-size: 1em; } h4 { margin: .4rem 0 .1rem; font-size: .9em; color: var(--soft); }
p { margin: .4rem 0; }
ul { margin: 0; padding-left: 1.2rem; }
.soft { color: var(--soft); font-size: .88em; font-weight: 400; }
.bad { color: var(--bad); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.counts { display: flex; gap: 1rem; padding: 0; list-style: none; margin-inline-end: auto; }
.counts b { font-variant-numeric: tabular-nums; font-size: 1.15em; }
.counts .open b { color: var(--bad); } .counts .ended b { color: var(--good); } .counts .waived b { color: var(--few); }
.notice { margin: .8rem 0; padding: .7rem 1rem; border-left: .3rem solid var(--few); border-radius: .4rem; background: var(--few-back); color: var(--few); }
.sides { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem 2rem; margin-top: 1rem; }
@media (min-width: 62rem) { .sides { grid-template-columns: minmax(16rem, 24rem) minmax(0, 1fr); } nav { order: -1; position: sticky; top: .5rem; align-self: start; max-height: calc(100vh - 1rem); overflow-y: auto; } }
main > section, .done { padding: 1rem clamp(.8rem, 2vw, 1.8rem) 1.4rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card); }
nav ul { padding: 0; list-style: none; }
nav button { display: block; width: 100%; padding: .3rem .6rem; border: 0; border-radius: .5rem; background: none; color: inherit; text-align: left; font: inherit; line-height: 1.3; cursor: pointer; }
nav button:hover { background: var(--mark); } nav button[aria-current] { background: var(--mark); box-shadow: inset .25rem 0 var(--link); }
nav button b { font-weight: 600; } nav button .soft { display: block; }
nav .open h3 { color: var(--bad); } nav .waived h3 { color: var(--few); } nav .ended h3 { color: var(--good); }
.depth2 button { padding-left: 1.2rem; } .depth3 button { padding-left: 1.8rem; } .depth4 button, .depth5 button { padding-left: 2.4rem; }
.options { display: grid; gap: .7rem; margin: .8rem 0; }
.option { padding: .7rem 1rem; border: 2px solid var(--line); border-radius: .8rem; }
.option:has(input:checked) { border-color: var(--link); background: var(--mark); }
.option.impossible { opacity: .75; border-style: dashed; }
.pick { display: block; cursor: pointer; }
.pick input { width: 1.15em; height: 1.15em; vertical-align: -.15em; accent-color: var(--link); }
kbd { display: inline-block; min-width: 1.5em; padding: 0 .35em; border: 1px solid var(--edge); border-radius: .3em; color: var(--soft); text-align: center; font: inherit; font-size: .8em; }
.badge { padding: .05rem .6rem; border-radius: 1rem; background: var(--link); color: var(--card); font-size: .78em; font-weight: 600; white-space: nowrap; }
.claims { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); }
.effects { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin-top: .4rem; padding: 0; list-style: none; font-size: .9em; }
.better { color: var(--good); } .worse { color: var(--bad); } .same { color: var(--soft); }
dl { margin: .4rem 0 0; } dl div { display: flex; flex-wrap: wrap; gap: 0 .6rem; } dt { color: var(--soft); } dd { margin: 0; }
details summary { color: var(--link); cursor: pointer; font-size: .9em; }
.told { margin-bottom: .8rem; }
form { margin: 0; }
label { color: var(--soft); } .pick { color: inherit; }
input[name=reason], .setting input { display: block; width: 100%; }
input:not([type=radio], [type=checkbox]), button { min-height: 2.4rem; padding: .35rem .8rem; border: 1px solid var(--edge); border-radius: .5rem; background: var(--card); color: var(--ink); font: inherit; }
::placeholder { color: var(--soft); opacity: 1; }
button { color: var(--link); border-color: var(--link); font-weight: 600; cursor: pointer; }
button.strong { background: var(--link); color: var(--card); padding-inline: 1.6rem; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; } .others { margin-top: 1rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.others form { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem; }
@media (max-width: 40rem) { .keys, kbd { display: none; } }
`

/** Keys that make it quicker; the page works without. */
export const script = `
let isLeaving = false
addEventListener('submit', () => { isLeaving = true })
addEventListener('pageshow', () => { isLeaving = false })
addEventListener('keydown', (event) => {
  if (isLeaving || event.ctrlKey || event.metaKey || event.altKey) return
  const { target } = event
  const isTyping = target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(target.type)
  if (isTyping) return
  if (event.key === 'Enter' && target instanceof Element && target.closest('button, summary, a')) return
  const key = event.key.toLowerCase()
  const found = [...document.querySelectorAll('[data-key]')].find((each) => each.dataset.key === key)
  if (found === undefined) return
  event.preventDefault()
  found.click()
  found.focus()
})
`
