/**
 * The running system that `atoll check --live` looks at: a copy of its own, in a process for each service, in a folder
 * that is gone afterwards. What runs here already, and its data, are left alone.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Operation, parseRoute } from '@atoll/contract'
import type { LiveSystem, WrongToken } from '@atoll/decisions'
import {
  createSigner,
  createSigningKey,
  generatePrivateJwk,
  parsePrivateJwk,
  type SigningKey,
} from '@atoll/identity'
import { openPool } from '@atoll/postgres'
import type { Embedded, Parts } from './parts.ts'
import type { Place } from './place.ts'

type LoadedSystem = Awaited<ReturnType<Embedded['loadSystem']>>

/** How long one question may take. Units: milliseconds. */
const askMsMax = 5_000
/** How long a token holds that is right. Units: seconds. */
const lifeSeconds = 240
/** How many lines one file of spans may have before the rest is left. */
const spansMax = 200_000

/** Starts a copy. Faults: those of `startSystem`. */
export async function openLiveSystem(
  system: LoadedSystem,
  place: Place,
  parts: Parts,
): Promise<LiveSystem> {
  const { startSystem } = await parts.embedded()
  const directory = mkdtempSync(join(tmpdir(), 'atoll-check-'))
  const clear = () => rmSync(directory, { recursive: true, force: true })
  try {
    const running = await startSystem({
      system,
      topology: 'processes',
      directory,
      port: 0,
      program: { file: place.program },
      environment: parts.environment,
      tell: (text) => parts.screen.progress(`${text} …`),
    })
    const issuer = readIssuerKey(directory)
    const stranger = createSigningKey(generatePrivateJwk(), issuer.kid)
    const keys = { issuer, stranger }
    const addressOf = (name: string) =>
      running.processes().find((each) => each.name === name)?.address ?? null
    return {
      ask(operation, input, kind) {
        const address = addressOf(operation.contract)
        const token = kind === 'none' ? null : makeToken(operation, kind, { keys, parts })
        return address === null ? Promise.resolve(null) : ask(address, operation, { input, token })
      },
      opens: (service, owner) => opens(running.databases, service, owner),
      health: () =>
        Promise.all(
          running.processes().map(async ({ name, management }) => ({
            process: name,
            status: management === null ? null : await statusOf(`${management}/health/ready`),
          })),
        ),
      async end() {
        try {
          await running.stop()
          return readWaits(join(directory, 'logs'))
        } finally {
          clear()
        }
      },
    }
  } catch (thrown) {
    clear()
    throw thrown
  }
}

async function statusOf(url: string, init: RequestInit = {}): Promise<number | null> {
  try {
    const signal = AbortSignal.timeout(askMsMax)
    const response = await fetch(url, { redirect: 'manual', ...init, signal })
    await response.body?.cancel()
    return response.status
  } catch {
    // It did not answer, or not in time: there is no status.
    return null
  }
}

/** Asks an operation over HTTP, at its place among methods and paths. */
function ask(
  address: string,
  operation: Operation,
  { input, token }: { readonly input: unknown; readonly token: string | null },
): Promise<number | null> {
  const { method, path, pathFields } = parseRoute(operation)
  const given = typeof input === 'object' && input !== null ? input : {}
  const fields = new Map<string, unknown>(Object.entries(given))
  const filled = pathFields.reduce(
    (text, name) => text.replace(`{${name}}`, encodeURIComponent(toText(fields.get(name)))),
    path,
  )
  const others = [...fields].filter(([name]) => !pathFields.includes(name))
  const isGet = method === 'GET'
  const asked = new URLSearchParams(Object.fromEntries(others.map(toPair)))
  const query = isGet && others.length > 0 ? `?${asked.toString()}` : ''
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` }
  const carried = { 'idempotency-key': crypto.randomUUID(), 'content-type': 'application/json' }
  return statusOf(`${address}${filled}${query}`, {
    method,
    headers: isGet ? authorization : { ...authorization, ...carried },
    body: isGet ? null : JSON.stringify(Object.fromEntries(others)),
  })
}

function toPair([name, value]: [string, unknown]): [string, string] {
  return [name, toText(value)]
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '')
}

/** A token that is right, or right but for one thing. */
function makeToken(
  { contract, allow }: Operation,
  kind: Exclude<WrongToken, 'none'> | 'good',
  {
    keys,
    parts,
  }: {
    readonly keys: { readonly issuer: SigningKey; readonly stranger: SigningKey }
    readonly parts: Parts
  },
): string {
  const now = Math.floor(parts.clock.now() / 1_000)
  const [from, to] = kind === 'expired' ? [-2 * lifeSeconds, -lifeSeconds] : [0, lifeSeconds]
  const sign = createSigner(kind === 'stranger' ? keys.stranger : keys.issuer, 'at+jwt')
  return sign({
    iss: 'https://issuer.atoll.internal',
    aud: kind === 'audience' ? 'somebody-else' : contract,
    sub: 'check',
    client_id: 'check',
    jti: crypto.randomUUID(),
    scope: allow.scopes === 'anyone' ? '' : allow.scopes.join(' '),
    iat: now + from,
    exp: now + to,
  })
}

/** The key of the copy's issuer: only what it signs is refused for nothing but its audience or its end. */
function readIssuerKey(directory: string): SigningKey {
  const folder = join(directory, 'issuer')
  const [file = ''] = readdirSync(folder).filter((name) => name.startsWith('key-'))
  // Written by the issuer of the same version.
  const { jwk } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { readonly jwk: unknown }
  return createSigningKey(parsePrivateJwk(jwk))
}

/** Tries the database of another with the user and password of one; null where there is none to try. */
async function opens(
  databases: ReadonlyMap<string, string>,
  service: string,
  owner: string,
): Promise<boolean | null> {
  const [own, other] = [databases.get(service), databases.get(owner)]
  if (own === undefined || other === undefined) return null
  const url = new URL(other)
  const { username, password } = new URL(own)
  url.username = username
  url.password = password
  try {
    await using pool = await openPool({
      url: url.href,
      connectionsMax: 1,
      acquireTimeoutMs: askMsMax,
    })
    await pool.query({ text: 'select 1', values: [] })
    return true
  } catch {
    // Refused, as it should be. A server that is away refuses nobody, but then no process was well either.
    return false
  }
}

interface Span {
  readonly span: string
  readonly parent: string | null
  readonly name: string
  readonly kind: string
}

/** Which operation was seen to wait for which: a call that lies in the answering of another. */
function readWaits(
  folder: string,
): readonly { readonly operation: string; readonly callee: string }[] {
  const spans = readdirSync(folder)
    .filter((name) => name.includes('spans'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, spansMax))
    .filter((line) => line !== '')
    // Written by our own processes, which have ended.
    .map((line) => JSON.parse(line) as Span)
  const servers = new Map(
    spans.filter(({ kind }) => kind === 'server').map((each) => [each.span, each]),
  )
  const waits = spans
    .filter(({ kind }) => kind === 'client')
    .flatMap(({ parent, name }) => {
      const server = parent === null ? undefined : servers.get(parent)
      return server === undefined ? [] : [{ operation: server.name, callee: name }]
    })
  return [...new Map(waits.map((each) => [`${each.operation} ${each.callee}`, each])).values()]
}
