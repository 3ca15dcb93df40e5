/**
 * Where values come from. A source is what was found, not yet judged; later sources go before earlier ones. Files are
 * read here and nowhere else.
 */
import { open } from 'node:fs/promises'
import type { Environment } from './environment.ts'
import type { Mistake } from './mistake.ts'
import { envNamesOf, type Settings } from './settings.ts'

/** The largest file that is read. Units: bytes. */
export const fileBytesMax = 1_048_576

/** One value as it was found. */
export interface Found {
  readonly value: unknown
  /** For people: `PORT`, `atoll.json`, `the file /run/secrets/key (DATABASE_KEY_FILE)`. */
  readonly from: string
  /** What a remedy calls that place; `from` if left out. */
  readonly there?: string
  /** An environment and a secret's file hold texts only, which are read as the schema asks. */
  readonly isText: boolean
}

/** What was found in one place. */
export interface Source {
  /** By the setting's name; names that no setting has are mistakes. */
  readonly values: ReadonlyMap<string, Found>
  readonly mistakes: readonly Mistake[]
}

/** Reads a file of settings, an object in JSON; one that does not exist holds nothing. */
export async function readFileSource(path: string): Promise<Source> {
  const text = await readText(path)
  if (text === null) return { values: new Map(), mistakes: [] }
  const wrong = (problem: string): Source => ({
    values: new Map(),
    mistakes: [{ setting: null, from: path, problem, remedy: 'write one JSON object into it' }],
  })
  if (typeof text === 'object') return wrong(text.problem)
  const parsed = parseJson(text)
  if ('problem' in parsed) return wrong(parsed.problem)
  const { content } = parsed
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return wrong('it is JSON, but no object')
  const entries = Object.entries(content).map(
    ([name, value]) => [name, { value: value as unknown, from: path, isText: false }] as const,
  )
  return { values: new Map(entries), mistakes: [] }
}

function parseJson(text: string): { readonly content: unknown } | Unreadable {
  try {
    return { content: JSON.parse(text) as unknown }
  } catch (thrown) {
    // The parser's message quotes the text, which may be a secret; only the position is kept.
    const position = thrown instanceof Error ? /position \d+/.exec(thrown.message)?.[0] : undefined
    return { problem: `it is no JSON (${position ?? 'it ends too early'})` }
  }
}

/** Reads what an environment says about the settings. An empty text counts as not set. */
export async function readEnvironmentSource(
  settings: Settings,
  environment: Environment,
): Promise<Source> {
  const values = new Map<string, Found>()
  const mistakes: Mistake[] = []
  for (const [name, one] of Object.entries(settings)) {
    const [env, second] = envNamesOf(one).filter((each) => (environment[each] ?? '') !== '')
    if (env === undefined) continue
    const text = environment[env] ?? ''
    if (second !== undefined) {
      const problem = `${env} and ${second} are both set`
      mistakes.push({ setting: name, from: 'environment', problem, remedy: 'set only one of them' })
      continue
    }
    const found =
      env === one.env ? { value: text, from: env, isText: true } : await readSecret(env, text)
    if ('problem' in found) mistakes.push({ ...found, setting: name })
    else values.set(name, found)
  }
  return { values, mistakes }
}

async function readSecret(env: string, path: string): Promise<Found | Omit<Mistake, 'setting'>> {
  const text = (await readText(path)) ?? { problem: 'it does not exist' }
  const remedy = `set ${env} to the path of a file that this process may read`
  if (typeof text === 'object') return { from: `${env}, ${path}`, problem: text.problem, remedy }
  // Editors and `echo` end a file with a line break, which is no part of the secret.
  return { value: text.replace(/\r?\n$/, ''), from: `${env}, ${path}`, isText: true }
}

interface Unreadable {
  readonly problem: string
}

/** The text of a file, null if there is none. */
export async function readText(path: string): Promise<string | null | Unreadable> {
  try {
    await using file = await open(path)
    // Read up to the limit rather than asked for its size: a pipe or a device has none.
    const bytes = Buffer.alloc(fileBytesMax + 1)
    const { bytesRead } = await file.read(bytes, { length: bytes.length })
    if (bytesRead > fileBytesMax) return { problem: `it is larger than ${fileBytesMax} bytes` }
    return bytes.toString('utf8', 0, bytesRead)
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
    return code === 'ENOENT' ? null : { problem: `it cannot be read (${code})` }
  }
}
