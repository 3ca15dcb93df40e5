/**
 * The registry as a page: an overview in HTML, for people. It needs no script, and everything that an instance says of
 * itself is escaped. Called by the routes.
 */
import { attributes, document, type Html, html, render, url } from '@atoll/pages'
import { instanceStatuses } from './instance-info.ts'
import { type Overview, type Question, type Shown, searchMax } from './overview.ts'
import type { PeerState } from './peer.ts'
import type { Act, Origin } from './story.ts'

/** Writes the page. */
export function renderPage(overview: Overview): string {
  const head = html`<link rel="stylesheet" href="/registry.css">`
  const { instances, apps } = overview
  const body = html`
<header>
  <h1>Registry</h1>
  <p class="soft">${many(instances, 'instance')} of ${many(apps, 'application')} · ${many(overview.listening, 'client')} listening for changes · as of ${toTime(overview.at, 0)}</p>
  ${toNotices(overview)}
</header>
<main>
  ${toCounts(overview)}
  ${toPeers(overview)}
  <section aria-labelledby="who">
    <h2 id="who">Who is here, and why</h2>
    ${toForm(overview.question)}
    ${toApps(overview)}
    ${toPages(overview)}
  </section>
</main>
<footer class="soft">The same as JSON: <a href="${addressOf('/overview', overview.question)}">/overview</a> · Addresses for clients end in <code>/eureka</code></footer>`
  return render(document({ title: 'Registry', lang: 'en', head, body }))
}

function toNotices({ isReady, preservation }: Overview): Html {
  const { heldForMs, heldMsMax, isOn } = preservation
  return html`${
    !isReady &&
    html`<p class="notice">It has just started and waits for a peer to tell what it knows. Until then it tells nobody anything.</p>`
  }${
    heldForMs !== null &&
    html`<p class="notice"><strong>Self-preservation:</strong> too many instances fell silent at once, so nobody is evicted. It began ${toSpan(heldForMs)} ago${heldMsMax !== null && ` and ends after ${toSpan(heldMsMax)} at most`}.</p>`
  }${!isOn && html`<p class="soft">Self-preservation is off: every silence is believed.</p>`}`
}

function toCounts({ counts, question, preservation }: Overview): Html {
  return html`<ul class="counts" aria-label="Instances by status">${instanceStatuses.map(
    (status) => html`
    <li><a class="${`count ${status}`}" href="${addressOf('/', { ...question, status, page: 1 })}" ${attributes({ 'aria-current': question.status === status ? 'true' : null })}><b>${counts[status]}</b> <span>${toWords(status)}</span></a></li>`,
  )}
    <li><span class="count"><b>${preservation.heldForMs === null ? (preservation.isOn ? 'calm' : 'off') : 'on'}</b> <span>self-preservation</span></span></li>
  </ul>`
}

function toPeers({ peers }: Overview): Html {
  if (peers.length === 0)
    return html`<p class="soft">This registry has no peers: what it knows is known here alone.</p>`
  return html`
  <section aria-labelledby="peers">
    <h2 id="peers">Peers</h2>
    <ul class="peers">${peers.map(toPeer)}</ul>
  </section>`
}

function toPeer({ origin, state, waiting, answeredMsAgo, why }: PeerState): Html {
  return html`
      <li><span class="${`badge ${state === 'answers' ? 'UP' : state === 'fails' ? 'DOWN' : 'UNKNOWN'}`}">${peerWords[state]}</span>
        <span class="name">${origin}</span>
        <span class="soft">${answeredMsAgo === null ? 'has not answered yet' : `answered ${toSpan(answeredMsAgo)} ago`}${waiting > 0 && ` · ${many(waiting, 'act')} waiting`}${why !== null && ` · ${why}`}</span></li>`
}

const peerWords = { answers: 'answers', fails: 'does not answer', unasked: 'not told yet' } as const

function toForm({ search, status }: Question): Html {
  return html`
    <form method="get" action="/" role="search">
      <label>Application, id, host or zone <input type="search" name="search" value="${search}" maxlength="${searchMax}"></label>
      <label>Status <select name="status"><option value="">any</option>${instanceStatuses.map(
        (each) =>
          html`<option value="${each}" ${attributes({ selected: each === status })}>${toWords(each)}</option>`,
      )}</select></label>
      <button>Show</button>${(search !== '' || status !== null) && html` <a class="button" href="/">All</a>`}
    </form>`
}

function toApps({ shown, instances, at }: Overview): Html {
  if (shown.length === 0)
    return html`<p class="none">${instances === 0 ? 'Nobody has registered yet.' : 'Nobody is found so.'}</p>`
  const apps = [...Map.groupBy(shown, ({ app }) => app)]
  return html`${apps.map(
    ([app, list]) => html`
    <section class="app">
      <h3>${app}</h3>
      <table>
        <thead><tr><th scope="col">Instance</th><th scope="col">Status</th><th scope="col">Zone</th><th scope="col">Lease</th><th scope="col">Why it is listed</th></tr></thead>
        <tbody>${list.map((each) => toRow(each, at))}</tbody>
      </table>
    </section>`,
  )}`
}

function toRow(shown: Shown, now: number): Html {
  const { id, status, overridden, zone, metadata } = shown
  return html`
          <tr>
            <td><span class="name">${id}</span><br><span class="soft">${toAddress(shown)}${toOwnPages(shown)}</span></td>
            <td data-label="Status"><span class="${`badge ${status}`}">${toWords(status)}</span>${overridden !== 'UNKNOWN' && html`<br><span class="soft">overridden</span>`}</td>
            <td data-label="Zone">${zone ?? html`<span class="soft">none</span>`}</td>
            <td data-label="Lease">${toLease(shown)}</td>
            <td data-label="Why">${toWhy(shown, now)}${
              metadata.length > 0 &&
              html`<details><summary>${many(metadata.length, 'entry', 'entries')} of metadata</summary><dl>${metadata.map(
                ([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`,
              )}</dl></details>`
            }</td>
          </tr>`
}

function toAddress({ host, port, securePort }: Shown): string {
  const ports = [port, securePort].filter(({ isEnabled }) => isEnabled)
  return `${host}${ports.map(({ number }) => `:${number}`).join(' and ')}`
}

/** An instance is linked to nothing but what it named, and by the name under which it did. */
function toOwnPages({ homePage, statusPage }: Shown): Html {
  const links = Object.entries({ 'home page': homePage, 'status page': statusPage }).flatMap(
    ([name, page]) => (page === null ? [] : html` <a href="${page}" rel="noreferrer">${name}</a>`),
  )
  return html`${links.length > 0 && html`<br>`}${links}`
}

function toLease({ lease }: Shown): Html {
  const { renewedMsAgo, leftMs, durationSeconds, isKept } = lease
  const share = Math.max(0, leftMs) / (durationSeconds * 1000)
  return html`<meter min="0" max="1" low="0.34" optimum="1" value="${share.toFixed(2)}" aria-label="what is left of the lease"></meter>
              <span class="soft">renewed ${toSpan(renewedMsAgo)} ago<br>${
                leftMs > 0
                  ? `${toSpan(leftMs)} of ${toSpan(durationSeconds * 1000)} left`
                  : `ran out ${toSpan(-leftMs)} ago${isKept ? ', kept' : ''}`
              }</span>`
}

/** The reasons, the first one first. */
function toWhy({ why, lease, overridden }: Shown, now: number): Html {
  const { registered, renewals, heardFrom } = why
  const isToldByPeer = registered.by.kind === 'peer'
  return html`<ul class="why">
              <li>${isToldByPeer ? 'a peer told of it' : 'registered by itself'}, ${toAct(registered, now)}</li>
              <li>${renewals === 0 ? 'not renewed since' : `renewed ${many(renewals, 'time')}, last ${toOrigin(heardFrom)}`}</li>${
                why.overridden !== null &&
                html`
              <li>${toWords(overridden)} was put over its own status, ${toAct(why.overridden, now)}</li>`
              }${
                lease.isKept &&
                html`
              <li class="kept">its lease ran out; kept by self-preservation</li>`
              }
            </ul>`
}

function toAct({ at, by }: Act, now: number): Html {
  return html`${toTime(at, now)}${by.address !== null && `, ${toOrigin(by)}`}`
}

function toOrigin({ kind, address }: Origin): string {
  if (address === null) return kind === 'peer' ? 'by a peer' : 'by itself'
  return kind === 'peer' ? `by the peer at ${address}` : `from ${address}`
}

function toPages({ question, pages, found }: Overview): Html {
  if (pages === 1) return html``
  const { page } = question
  const to = (number: number) => addressOf('/', { ...question, page: number })
  return html`
    <nav aria-label="Pages"><p>${page > 1 && html`<a class="button" href="${to(page - 1)}" rel="prev">Before</a>`}
      <span>page ${page} of ${pages}, ${many(found, 'instance')}</span>
      ${page < pages && html`<a class="button" href="${to(page + 1)}" rel="next">Next</a>`}</p></nav>`
}

function addressOf(path: string, { search, status, page }: Question): string {
  const texts = {
    ...(search === '' ? {} : { search }),
    ...(status === null ? {} : { status }),
    ...(page === 1 ? {} : { page: String(page) }),
  }
  return url(path, texts)
}

function toWords(status: string): string {
  return status.toLowerCase().replaceAll('_', ' ')
}

function many(count: number, one: string, more = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : more}`
}

/** Shape: `11:40:02 UTC`, with the day where that is not today's. */
function toTime(at: number, now: number): Html {
  const text = new Date(at).toISOString()
  const isToday = text.slice(0, 10) === new Date(now).toISOString().slice(0, 10)
  const day = isToday ? '' : `${text.slice(0, 10)} `
  return html`<time datetime="${text}">${day}${text.slice(11, 19)} UTC</time>`
}

/** Units: milliseconds in, the largest that fits out. */
function toSpan(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800
    ? `${Math.round(seconds / 3_600)} h`
    : `${Math.round(seconds / 86_400)} days`
}
