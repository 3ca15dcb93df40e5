/** A server that knows nothing of Atoll: it answers bills in its own words and keeps what it was sent. For tests only. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'

/** One request as it came. */
export interface Seen {
  readonly line: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A stranger under way. */
export interface Stranger extends AsyncDisposable {
  /** Shape: `http://127.0.0.1:40123`. */
  readonly url: `http://${string}`
  readonly seen: Seen[]
}

/** Opens one. A bill of 404 is unknown there, one of 503 meets it busy, one of 401 is not allowed. */
export async function openStranger(): Promise<Stranger> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => (body += String(piece)))
    request.on('end', () => {
      const { method, url = '', headers } = request
      seen.push({ line: `${method} ${url}`, headers, body })
      const [status, answer] = answerTo(url)
      response.writeHead(status, { 'content-type': 'application/json' }).end(answer)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('it listens nowhere')
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function answerTo(url: string): readonly [number, string] {
  const id = /^\/api\/bills\/([^/?]+)/.exec(url)?.[1] ?? ''
  if (id === '404') return [404, '{"title":"Not Found","bill":"404"}']
  if (id === '503') return [503, 'busy']
  if (id === '401') return [401, '']
  return [200, `{"paid":true,"id":"${id}","newer":1}`]
}
