/**
 * Moves the progress of an order on as it happens. Loaded by the tracking page; everything it shows is either in that
 * page's markup or in the event. Without it the page refreshes itself.
 */
const failuresMax = 20
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const panel = document.querySelector('[data-events]')
if (panel) follow(panel)

function follow(progress) {
  let source = null
  let failures = 0

  const stop = () => {
    source?.close()
    source = null
  }
  const start = () => {
    if (source || !progress.dataset.events) return
    source = new EventSource(progress.dataset.events)
    source.addEventListener('open', () => {
      failures = 0
      tell(progress, 'Live: this page follows the order by itself.')
    })
    source.addEventListener('message', (message) => {
      const happening = parse(message.data)
      if (happening && show(progress, happening)) {
        delete progress.dataset.events
        tell(progress, '')
        stop()
      }
    })
    source.addEventListener('error', () => {
      failures += 1
      const isOver = source?.readyState === EventSource.CLOSED || failures >= failuresMax
      if (isOver) stop()
      tell(
        progress,
        isOver
          ? 'Live updates have stopped. Reload the page to see the latest.'
          : 'Connecting again …',
      )
    })
  }
  addEventListener('pagehide', stop)
  addEventListener('pageshow', start)
  start()
}

function parse(data) {
  try {
    const happening = JSON.parse(data)
    return typeof happening?.status === 'string' ? happening : null
  } catch {
    return null
  }
}

function tell(progress, text) {
  const line = progress.querySelector('[data-live]')
  line.hidden = text === ''
  line.textContent = text
}

/** Marks a step as done and says so; returns whether the order has come to its end. */
function show(progress, happening) {
  const steps = [...progress.querySelectorAll('[data-step]')]
  const step = steps.find((one) => one.dataset.step === happening.status)
  const isLast = happening.status === 'shipped' || happening.status === 'cancelled'
  if (!step) return false
  if (step.dataset.state === 'done') return isLast
  mark(step, 'done', 'done')
  step.hidden = false
  step.querySelector('[data-time]').replaceChildren(toTime(happening.at))
  const reason = step.querySelector('[data-reason]')
  if (reason && happening.reason) reason.textContent = happening.reason
  showRest(steps, isLast)
  progress.querySelector('[data-now]').textContent =
    happening.reason && reason ? `${step.dataset.said} ${happening.reason}` : step.dataset.said
  progress.closest('[data-status]').dataset.status = happening.status
  return isLast
}

function showRest(steps, isLast) {
  const rest = steps.filter(
    (one) => one.dataset.state !== 'done' && one.dataset.step !== 'cancelled',
  )
  rest.forEach((one, index) => {
    if (isLast) mark(one, 'never', 'not reached')
    else if (index === 0) mark(one, 'next', 'in progress')
    else mark(one, 'waiting', 'to come')
  })
}

function mark(step, state, word) {
  step.dataset.state = state
  step.querySelector('[data-word]').textContent = word
  if (state === 'next') step.setAttribute('aria-current', 'step')
  else step.removeAttribute('aria-current')
}

function toTime(at) {
  const time = document.createElement('time')
  time.dateTime = at
  const moment = new Date(at)
  time.textContent = Number.isNaN(moment.getTime()) ? '' : moments.format(moment)
  return time
}
