/** Fetches or reads a description of a service, and parses it. It is a stranger's: its size and time are bounded. */
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Clock, Fault } from '@atoll/pipeline'
import { parse } from 'yaml'

/** The largest document. Units: bytes. */
const documentBytesMax = 10 * 1024 * 1024
/** How long an address may take to answer whole. Units: milliseconds. */
const answerMsMax = 20_000
/** How often YAML may use an anchor again; more would be a small text that means a huge one. */
const aliasesMax = 1_000

/** The text of a document. Faults: `document_unreadable`, and those of files. */
export async function readDocument(source: string, clock: Clock): Promise<string> {
  if (/^https?:\/\//i.test(source)) return await fetchText(source, clock)
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source))
    throw unreadable(source, 'only http, https and files can be read')
  const file = await open(resolve(source))
  try {
    const { size } = await file.stat()
    if (size > documentBytesMax) throw tooLarge(source)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

async function fetchText(source: string, clock: Clock): Promise<string> {
  const late = new AbortController()
  const timer = clock.timer(answerMsMax, () => late.abort())
  try {
    const reply = await fetch(source, {
      signal: late.signal,
      headers: { accept: 'application/json, application/yaml;q=0.9, */*;q=0.5' },
    })
    if (!reply.ok) throw unreadable(source, `it answers with status ${reply.status}`)
    return await readBounded(source, reply)
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown
    const why = late.signal.aborted ? `no answer within ${answerMsMax / 1000} s` : reasonOf(thrown)
    throw unreadable(source, why)
  } finally {
    timer.cancel()
  }
}

async function readBounded(source: string, { body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = body?.getReader()
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
    bytes += next.value.byteLength
    chunks.push(next.value)
    if (bytes > documentBytesMax) {
      await reader?.cancel()
      throw tooLarge(source)
    }
  }
  return Buffer.concat(chunks).toString('utf8')
}

function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ECONNREFUSED') return 'nobody listens there (ECONNREFUSED)'
  if (code === 'ENOTFOUND') return 'no such name is known (ENOTFOUND)'
  return cause instanceof Error ? cause.message : String(cause)
}

/** Reads JSON, else YAML. Faults: `document_unreadable`, with the place of the mistake. */
export function parseDocument(text: string, source: string): unknown {
  const plain = text.replace(/^\ufeff/, '')
  try {
    return /^\s*\{/.test(plain) ? parseJson(plain) : parseYaml(plain)
  } catch (thrown) {
    const why = thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown)
    throw unreadable(source, `it is neither JSON nor YAML (${why.slice(0, 200)})`)
  }
}

/** YAML too may begin with a brace. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    try {
      return parseYaml(text)
    } catch {
      throw cause
    }
  }
}

function parseYaml(text: string): unknown {
  return parse(text, { maxAliasCount: aliasesMax, merge: true, logLevel: 'error' })
}

function tooLarge(source: string): Fault {
  return unreadable(source, `it is larger than ${documentBytesMax / 1024 / 1024} MB`)
}

function unreadable(source: string, why: string): Fault {
  const message = `${source.slice(0, 300)} cannot be read: ${why}.`
  return new Fault({ kind: 'invalid', code: 'document_unreadable', message })
}
