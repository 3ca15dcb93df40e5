/** Reads server-sent events as a browser does. Source https://html.spec.whatwg.org/multipage/server-sent-events.html */
import type { Ground } from './shop.ts'

/** One message; comments and heartbeats are left out. */
export interface SentEvent {
  readonly id: string | null
  readonly data: unknown
}

/** How a stream is opened. */
export interface Following {
  readonly token: string
  readonly orderId: string
  /** The last event that was seen before. */
  readonly lastEventId?: string
  readonly signal?: AbortSignal
}

/** Follows an order; ends with the stream. Faults: an Error for any answer but a stream. */
export async function* followOrder(
  { url }: Ground,
  { token, orderId, lastEventId, signal }: Following,
): AsyncGenerator<SentEvent> {
  const response = await fetch(`${url}/api/orders/${orderId}/events`, {
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    ...(signal === undefined ? {} : { signal }),
  })
  const type = response.headers.get('content-type') ?? ''
  if (!response.ok || !type.startsWith('text/event-stream') || response.body === null)
    throw new Error(`events were answered ${response.status} ${type}: ${await response.text()}`)
  let rest = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).replaceAll('\r\n', '\n').split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = fieldsOf(block)
      if (fields.get('event') === 'end') return
      const data = fields.get('data')
      if (data === undefined) continue
      if (fields.has('event')) throw new Error(`the stream ended early: ${data}`)
      yield { id: fields.get('id') ?? null, data: JSON.parse(data) }
    }
  }
}

/** Lines of one name are one value. */
function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const at = line.indexOf(':')
    if (at <= 0) continue
    const name = line.slice(0, at)
    const value = line.slice(at + 1).replace(/^ /, '')
    fields.set(name, fields.has(name) ? `${fields.get(name)}\n${value}` : value)
  }
  return fields
}
