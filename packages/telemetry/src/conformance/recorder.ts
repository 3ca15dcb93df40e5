/** A server that remembers what it is sent, for the suite of exporters. */
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { systemClock } from '@atoll/pipeline'

/** One request as it came. */
export interface Recorded {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** Unpacked. */
  readonly json: unknown
}

/** How a recorder answers; `never` keeps everybody waiting. */
export type RecordedAnswer =
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
  | 'never'

/** A server that remembers. */
export interface Recorder extends AsyncDisposable {
  /** Shape: `http://127.0.0.1:40321`. */
  readonly address: string
  readonly requests: Recorded[]
  /** From now on; null for what it was opened with. */
  answer(next: RecordedAnswer | null): void
}

/** Opens a recorder on any free port. */
export async function openRecorder(usual: RecordedAnswer): Promise<Recorder> {
  const requests: Recorded[] = []
  let now = usual
  const server = createServer((request, response) => {
    void take(request).then((recorded) => {
      requests.push(recorded)
      write(response, now)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    address: `http://127.0.0.1:${address.port}`,
    requests,
    answer(next) {
      now = next ?? usual
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function take(request: IncomingMessage): Promise<Recorded> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
  const { method = '', url: path = '', headers } = request
  const sent = Buffer.concat(chunks)
  const body = headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
  return { method, path, headers, json: JSON.parse(body.toString('utf8')) }
}

function write(response: ServerResponse, answer: RecordedAnswer): void {
  if (answer === 'never') return
  response.writeHead(answer.status, answer.headers ?? {}).end(answer.body ?? '')
}

/** Looks until the condition holds. Faults: an Error that names it when it never does. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let look = 0; look < 1_000; look += 1) {
    if (await holds()) return
    await systemClock.sleep(5)
  }
  throw new Error(`never came true: ${what}`)
}
