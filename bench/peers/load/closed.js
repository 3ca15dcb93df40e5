/**
 * A closed loop by autocannon: so many connections, each with one request under way. Takes one argument, JSON:
 * `{ url, headers, body, connections, seconds }`; says `{ perSecond, p50, p99, failed, statuses }`, latencies in ms.
 */
import autocannon from 'autocannon'

const { url, headers, body, connections, seconds } = JSON.parse(process.argv[2])
const running = autocannon({
  url,
  method: 'POST',
  headers,
  body,
  connections,
  duration: seconds,
  timeout: 10,
})
let problem = null
running.on('reqError', (error) => (problem ??= error.message))
const found = await running
const { requests, latency, errors, timeouts, non2xx, duration, statusCodeStats } = found
process.stdout.write(
  `${JSON.stringify({
    perSecond: requests.total / duration,
    p50: latency.p50,
    p99: latency.p99,
    failed: errors + timeouts + non2xx,
    statuses: { ...statusCodeStats, errors, timeouts, problem },
  })}\n`,
)
