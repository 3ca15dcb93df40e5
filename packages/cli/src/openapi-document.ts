/** Fetches or reads a description of a service, and parses it. It is a stranger's: its size and time are bounded. */
import { createReadStream } from 'node:fs'
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
  return await readBounded(source, createReadStream(resolve(source)))
}

async function fetchText(source: string, clock: Clock): Promise<string> {
  const late = new AbortController()
  const timer = clock.timer(answerMsMax, () => late.abort())
  try {
    const reply = await fetch(source, {
      signal: late.signal,
      headers: { accept: 'application/json, application/yaml;q=0.9, */*;q=0.5' },
    })
    if (!reply.ok)
      throw unreadable(source, `it answers with status ${reply.status}${adviceOf(reply.status)}`)
    return await readBounded(source, reply.body ?? [])
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown
    const why = late.signal.aborted ? `no answer within ${answerMsMax / 1000} s` : reasonOf(thrown)
    throw unreadable(source, why)
  } finally {
    timer.cancel()
  }
}

function adviceOf(status: number): string {
  return status === 404 ? '; is the document there? A Spring service has one with springdoc' : ''
}

/** Leaving the loop closes what it reads. A size that was told before, such as a pipe's, says nothing. */
async function readBounded(
  source: string,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of parts) {
    bytes += chunk.byteLength
    chunks.push(chunk)
    if (bytes > documentBytesMax) throw tooLarge(source)
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
    // The parsers quote the document.
    const shown = why.slice(0, 200).replaceAll(/\p{Cc}/gu, ' ')
    throw unreadable(source, `it is neither JSON nor YAML (${shown})`)
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
