/** The pages for an address that leads nowhere and for a request that failed. */
import { type Html, html } from '@atoll/pages'
import { frame, type Visitor } from './shell/frame.ts'
import { notice } from './shell/notice.ts'

/** What the page shows.
 *  Shape    status: HTTP status; code: stable dotted code of the fault; message: safe to show */
export interface ProblemView {
  readonly visitor: Visitor
  readonly status: number
  readonly code: string
  readonly message: string
}

const serverStatusMin = 500

/** Makes the page that says that something failed, and by which code it can be asked about. */
export function problemPage({ visitor, status, code, message }: ProblemView): Html {
  const isOurs = status >= serverStatusMin
  const title = isOurs ? 'That did not work' : 'That cannot be done'
  const ways = [{ name: 'Go to the start', address: '/' }]
  return frame({
    title,
    visitor,
    main: html`${notice(1, { title, text: message, links: ways })}
<p class="problem-code">${isOurs ? 'Our side. Please try again in a moment. ' : ''}Code <code>${code}</code>, status ${status}</p>`,
  })
}

/** Makes the page for an address that leads nowhere. */
export function notFoundPage(visitor: Visitor): Html {
  const main = notice(1, {
    title: 'There is no such page',
    text: 'It may have moved, or the address has a slip in it. The search above knows everything we sell.',
    links: [
      { name: 'Go to the start', address: '/' },
      { name: 'Your orders', address: '/orders' },
    ],
  })
  return frame({ title: 'Not found', visitor, main })
}
