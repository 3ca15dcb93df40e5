/**
 * What travels, and within which limits. Adapters call `checkEnvelopes` and `checkConsumer` first, so that a message
 * which one technology takes is taken by all of them. Limits are those of the narrowest broker (1 MiB in total).
 */
import { Fault } from '@atoll/pipeline'

/** One message as its sender encoded it. */
export interface Envelope {
  /** A UUID, what consumers recognise duplicates by. */
  readonly id: string
  /** What it is about, such as `orders.orderPlaced`. Units: 1..topicBytesMax bytes of UTF-8, no NUL. */
  readonly topic: string
  /** What orders it. Units: 0..keyBytesMax bytes of UTF-8, no NUL. */
  readonly key: string
  /** The version of the body's form. Units: a whole number 0..2147483647. */
  readonly version: number
  /** When it was emitted. Units: milliseconds since 1970. */
  readonly at: number
  /** Names and values together. Units: 0..headersBytesMax bytes of UTF-8, no NUL. */
  readonly headers: Readonly<Record<string, string>>
  /** Units: 0..bodyBytesMax bytes. */
  readonly body: Uint8Array
}

/** The longest topic. Units: bytes of UTF-8. */
export const topicBytesMax = 255
/** The longest name of a group. Units: bytes of UTF-8. */
export const groupBytesMax = 255
/** The longest key. Units: bytes of UTF-8. */
export const keyBytesMax = 1024
/** All names and values of headers together. Units: bytes of UTF-8. */
export const headersBytesMax = 16 * 1024
/** The longest body; together with the rest it stays below 1 MiB, which every broker takes. Units: bytes. */
export const bodyBytesMax = 768 * 1024
/** The most topics of one consumer. */
export const topicCountMax = 1000

const versionMax = 2 ** 31 - 1
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Faults: invalid `message_invalid` — names the first message and part that is outside its limits. */
export function checkEnvelopes(messages: readonly Envelope[]): void {
  for (const [index, message] of messages.entries()) {
    const wrong = mistakeIn(message)
    if (wrong === null) continue
    throw new Fault({
      kind: 'invalid',
      code: 'message_invalid',
      message: `Message ${index + 1} of ${messages.length} cannot be published: ${wrong}.`,
    })
  }
}

/** Faults: invalid `consumer_invalid` — group or topics outside their limits. */
export function checkConsumer(consumer: {
  readonly group: string
  readonly topics: readonly string[]
}): void {
  const wrong =
    mistakeInText('group', consumer.group, { min: 1, max: groupBytesMax }) ??
    mistakeInCount(consumer.topics) ??
    firstMistake(consumer.topics, (topic) =>
      mistakeInText('topic', topic, { min: 1, max: topicBytesMax }),
    )
  if (wrong === null) return
  const message = `This consumer cannot subscribe: ${wrong}.`
  throw new Fault({ kind: 'invalid', code: 'consumer_invalid', message })
}

function mistakeIn(message: Envelope): string | null {
  if (!uuid.test(message.id)) return 'its id is not a UUID'
  return (
    mistakeInText('topic', message.topic, { min: 1, max: topicBytesMax }) ??
    mistakeInText('key', message.key, { min: 0, max: keyBytesMax }) ??
    mistakeInNumber('version', message.version, versionMax) ??
    mistakeInNumber('at', message.at, Number.MAX_SAFE_INTEGER) ??
    mistakeInHeaders(message.headers) ??
    mistakeInBody(message.body)
  )
}

/** Units: `bounds` in bytes. */
function mistakeInText(
  part: string,
  text: string,
  bounds: { readonly min: number; readonly max: number },
): string | null {
  const { min, max } = bounds
  const bytes = Buffer.byteLength(text)
  if (bytes < min) return `its ${part} is empty`
  if (bytes > max) return `its ${part} has ${bytes} bytes, ${max} are allowed`
  if (text.includes('\0')) return `its ${part} contains a NUL character`
  return text.isWellFormed() ? null : `its ${part} contains half of a surrogate pair`
}

function mistakeInNumber(part: string, value: number, max: number): string | null {
  const fits = Number.isInteger(value) && value >= 0 && value <= max
  return fits ? null : `its ${part} is ${value}, not a whole number from 0 to ${max}`
}

function mistakeInHeaders(headers: Readonly<Record<string, string>>): string | null {
  let bytes = 0
  for (const [name, value] of Object.entries(headers)) {
    const wrong =
      mistakeInText('header name', name, { min: 1, max: headersBytesMax }) ??
      mistakeInText(`header ${name}`, value, { min: 0, max: headersBytesMax })
    if (wrong !== null) return wrong
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value)
  }
  if (bytes <= headersBytesMax) return null
  return `its headers have ${bytes} bytes, ${headersBytesMax} are allowed`
}

function mistakeInBody(body: Uint8Array): string | null {
  if (!(body instanceof Uint8Array)) return 'its body is not encoded: it must be bytes'
  if (body.byteLength <= bodyBytesMax) return null
  return `its body has ${body.byteLength} bytes, ${bodyBytesMax} are allowed`
}

function mistakeInCount(topics: readonly string[]): string | null {
  if (topics.length === 0) return 'it names no topic'
  if (topics.length <= topicCountMax) return null
  return `it names ${topics.length} topics, ${topicCountMax} are allowed`
}

function firstMistake<T>(
  items: readonly T[],
  mistakeOf: (item: T) => string | null,
): string | null {
  for (const item of items) {
    const wrong = mistakeOf(item)
    if (wrong !== null) return wrong
  }
  return null
}
