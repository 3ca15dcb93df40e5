/**
 * Small comforts on every page: times in the reader's own zone, and forms that cannot be sent twice by a double click.
 * Every page works without it.
 */
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
for (const time of document.querySelectorAll('time[data-local]')) {
  const moment = new Date(time.dateTime)
  if (!Number.isNaN(moment.getTime())) time.textContent = moments.format(moment)
}

const sent = new Set()
document.addEventListener('submit', (event) => {
  const form = event.target
  if (!('once' in form.dataset)) return
  if (sent.has(form)) event.preventDefault()
  sent.add(form)
  form.setAttribute('aria-busy', 'true')
})

// A page that comes back from the browser's memory may be sent again.
addEventListener('pageshow', () => {
  for (const form of sent) form.removeAttribute('aria-busy')
  sent.clear()
})
