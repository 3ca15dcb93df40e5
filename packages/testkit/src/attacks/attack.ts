/**
 * One attack on the wire: bytes that no honest client sends, and what a server must make of them. The corpus is lists of
 * these; `run.ts` sends them. Data only.
 */

/** What an attack aims at. */
export type AttackClass = 'smuggling' | 'host' | 'header' | 'path' | 'body' | 'json' | 'size'

/** Where honest requests go at the attacked server; attacks are made from these. */
export interface AttackGround {
  /** A GET that anyone may ask; ends with a field of text. Shape: `/things/a`. */
  readonly readPath: string
  /** A POST of a JSON object. */
  readonly writePath: string
  /** What the POST needs beside its body. Shape: header lines. */
  readonly writeHeaders: readonly string[]
  /** A right body of the POST, an object with at least one field. */
  readonly writeBody: string
}

/** What a server must do. */
export interface Expected {
  /** Any of these; 0 is a connection closed without a word. Units: HTTP statuses. */
  readonly status: readonly number[]
  /** The code of the problem document, where the status is an error. */
  readonly code?: string
  /** How many requests may reach a handler. */
  readonly reached: number
  /** How many answers stand on the connection, beside that to the probe behind them. */
  readonly answers: number
}

/** One attack. */
export interface Attack {
  readonly attack: string
  readonly class: AttackClass
  /** Text is sent with one byte for each character. */
  readonly bytes: (ground: AttackGround) => string
  readonly expected: Expected
}

/** Refused with a problem document, nothing reached, one answer. */
export function refused(status: number | readonly number[], code?: string): Expected {
  const said = code === undefined ? {} : { code }
  return { status: [status].flat(), reached: 0, answers: 1, ...said }
}

/** Closed without a word. */
export const closed: Expected = { status: [0], reached: 0, answers: 0 }

/** Harmless as it stands: answered once, as any request. */
export const harmless: Expected = { status: [200, 202], reached: 1, answers: 1 }

/** A request head with what is well-formed beside the attack; the connection stays open, so that a second one shows. */
export function head(line: string, ...headers: readonly string[]): string {
  return `${[`${line} HTTP/1.1`, 'Host: localhost', ...headers].join('\r\n')}\r\n\r\n`
}

/** The head of the right POST with other headers about its body. */
export function postHead(ground: AttackGround, ...headers: readonly string[]): string {
  const { writePath, writeHeaders } = ground
  return head(`POST ${writePath}`, 'Content-Type: application/json', ...writeHeaders, ...headers)
}

/** The right POST with another body, or with more headers. */
export function post(ground: AttackGround, body: string, ...headers: readonly string[]): string {
  return postHead(ground, `Content-Length: ${body.length}`, ...headers) + body
}

/** The right GET with more headers. */
export function get(ground: AttackGround, ...headers: readonly string[]): string {
  return head(`GET ${ground.readPath}`, ...headers)
}

/** Makes the list of one class. */
export function attacksOf(
  name: AttackClass,
  list: Readonly<Record<string, readonly [Attack['bytes'], Expected]>>,
): readonly Attack[] {
  return Object.entries(list).map(([attack, [bytes, expected]]) => ({
    attack,
    class: name,
    bytes,
    expected,
  }))
}
