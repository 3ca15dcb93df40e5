/**
 * Private keys at rest: files that only their owner can read, which exist whole or not at all. Used by a process for
 * its own key, and by the issuer for its ring.
 */
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault, type Ids } from '@atoll/pipeline'
import { createSigningKey, generatePrivateJwk, parsePrivateJwk, type SigningKey } from './key.ts'

/** Opens the key of a service, making it on first use. Two processes that race for a new one get the same. */
export async function openSigningKey(options: {
  readonly path: string
  readonly owner: string
  readonly ids: Ids
}): Promise<SigningKey> {
  const { path, owner, ids } = options
  let text = await readSecretFile(path)
  if (text === null) {
    await createSecretFile(path, JSON.stringify(generatePrivateJwk()), ids)
    text = await readSecretFile(path)
  }
  try {
    return createSigningKey(parsePrivateJwk(JSON.parse(text ?? '')), owner)
  } catch (cause) {
    const message = `${path} holds no private key; restore it, or remove it to get a new one.`
    throw new Fault({ kind: 'precondition', code: 'key_unreadable', message, cause })
  }
}

/** Writes a file of mode 0600 in a folder of mode 0700. A file that is already there stays as it is. */
export async function createSecretFile(path: string, text: string, ids: Ids): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${ids.hex(8)}.draft`
  try {
    await using file = await open(draft, 'wx', 0o600)
    await file.writeFile(text)
    await file.sync()
    await link(draft, path)
  } catch (thrown) {
    if (!hasCode(thrown, 'EEXIST')) throw thrown
  } finally {
    await unlink(draft).catch((thrown: unknown) => {
      if (!hasCode(thrown, 'ENOENT')) throw thrown
    })
  }
}

/** Reads such a file; null if there is none. Faults: an Error, if others may read it too. */
export async function readSecretFile(path: string): Promise<string | null> {
  try {
    const { mode } = await stat(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new Error(`${path} holds a secret that others can read; run: chmod 600 '${path}'`)
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return null
    throw thrown
  }
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code
}
