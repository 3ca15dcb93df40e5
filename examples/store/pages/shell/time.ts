/**
 * How a moment is written: in UTC, and in the reader's own time zone as soon as `assets/shell.js` runs. Regions of
 * every owner call it.
 */
import { type Html, html } from '@atoll/pages'

const moments = new Intl.DateTimeFormat('en-US', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
})

/** Writes a moment.
 *  Units    at: ISO 8601 with zone */
export function time(at: string): Html {
  return html`<time datetime="${at}" data-local>${moments.format(new Date(at))} UTC</time>`
}
