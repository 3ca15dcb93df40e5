/**
 * Server-sent events as text, both ways. The listener writes them, the pool reads them.
 * Source https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import { Fault } from '@atoll/pipeline'

/** One event of a stream. */
export interface ServerSentEvent {
  /** The kind of event; browsers call the unnamed one `message`. */
  readonly event?: string
  readonly data: string
  /** What a reader sends back as `Last-Event-ID`. */
  readonly id?: string
  /** How long a reader waits before it connects again. Units: milliseconds. */
  readonly retryMs?: number
}

/** A comment line: keeps proxies from closing a silent stream. */
export const heartbeat = ':\n\n'

/** Writes an event; line breaks inside values cannot forge further fields. */
export function encodeEvent({ event, data, id, retryMs }: ServerSentEvent): string {
  let text = ''
  if (event !== undefined) text += `event: ${toOneLine(event)}\n`
  if (id !== undefined) text += `id: ${toOneLine(id)}\n`
  if (retryMs !== undefined) text += `retry: ${retryMs}\n`
  for (const line of data.split(/\r\n|\r|\n/)) text += `data: ${line}\n`
  return `${text}\n`
}

function toOneLine(text: string): string {
  return text.replaceAll(/[\r\n\0]/g, ' ')
}

/** Reads events out of pieces of text as they arrive. */
export interface EventDecoder {
  /** The events that the piece completed. Faults: `internal` when one event grows over the limit. */
  push(piece: string): ServerSentEvent[]
}

/** Units: `eventCharactersMax` in characters, per event. */
export function createEventDecoder(eventCharactersMax: number): EventDecoder {
  let rest = ''
  let searched = 0
  return {
    push(piece) {
      rest += piece
      const events: ServerSentEvent[] = []
      for (let end = blankLine(rest, searched); end !== null; end = blankLine(rest, 0)) {
        const event = decodeEvent(rest.slice(0, end.at))
        if (event !== null) events.push(event)
        rest = rest.slice(end.next)
      }
      // The last three characters may be the beginning of a blank line.
      searched = Math.max(0, rest.length - 3)
      if (rest.length > eventCharactersMax) throw tooLong(eventCharactersMax)
      return events
    },
  }
}

function tooLong(charactersMax: number): Fault {
  const message = `One event of the stream is longer than ${charactersMax} characters.`
  return new Fault({ kind: 'internal', code: 'event_too_long', message })
}

const blank = /\r\n\r\n|\n\n|\r\r(?!\n)/g

function blankLine(text: string, from: number): { at: number; next: number } | null {
  blank.lastIndex = from
  const found = blank.exec(text)
  return found === null ? null : { at: found.index, next: found.index + found[0].length }
}

function decodeEvent(block: string): ServerSentEvent | null {
  const data: string[] = []
  const parts: { event?: string; id?: string; retryMs?: number } = {}
  for (const line of block.split(/\r\n|\r|\n/)) {
    const colon = line.indexOf(':')
    const name = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (name === 'data') data.push(value)
    if (name === 'event') parts.event = value
    if (name === 'id') parts.id = value
    if (name === 'retry' && /^\d{1,9}$/.test(value)) parts.retryMs = Number(value)
  }
  return data.length === 0 ? null : { ...parts, data: data.join('\n') }
}
