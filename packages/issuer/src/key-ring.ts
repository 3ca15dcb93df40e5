/**
 * The issuer's own keys. One signs; the next is published long before it signs, so that every verifier has it by then;
 * the last stays published until the last token it signed has ended. So a rotation is seen by nobody. Each key is a
 * file of mode 0600 that exists whole or not at all; a restart finds the ring as it was.
 */
import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import {
  clockSkewMs,
  createSecretFile,
  createSigningKey,
  generatePrivateJwk,
  type JwkSet,
  keysFreshMs,
  parseObject,
  parsePrivateJwk,
  readSecretFile,
  type SigningKey,
} from '@atoll/identity'
import { type Clock, Fault, type Ids, type Log } from '@atoll/pipeline'

/** How long a key is published before it signs: two of the periods in which verifiers look. */
const leadTimes = 2
/** The same, where verifiers look as usual. Units: milliseconds. */
export const keyLeadMs = leadTimes * keysFreshMs

/** After a rotation that failed the next is tried. Units: milliseconds. */
const retryMs = 60_000

/** What a ring needs. */
export interface KeyRingOptions {
  readonly directory: string
  readonly clock: Clock
  readonly ids: Ids
  /** The longest life of a token that is signed here. Units: milliseconds. */
  readonly tokenMsMax: number
  /** How long one key signs. Units: milliseconds. */
  readonly keyMs: number
  /** How long verifiers take the published keys for fresh. Units: milliseconds. */
  readonly freshMs: number
  readonly log: Log
}

/** Keys that follow each other. */
export interface KeyRing extends AsyncDisposable {
  /** The key that signs now. */
  signing(): SigningKey
  /** All keys that a verifier may need; the same object until they change. */
  published(): JwkSet
  /** Makes the next key beside the work, if the one that signs grows old. */
  tend(): void
  /** Makes and publishes the next key; does nothing while one is waiting already. */
  rotate(): Promise<void>
}

interface RingKey {
  readonly path: string
  /** Units: milliseconds since 1970. */
  readonly signsFrom: number
  readonly key: SigningKey
}

/** Opens the ring in a directory, with a first key if there is none. */
export async function openKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { clock, tokenMsMax, keyMs, freshMs, log } = options
  const leadMs = leadTimes * freshMs
  let ring = await readRing(options.directory)
  if (ring.length === 0) ring = [await addKey(options, clock.now())]
  let set: JwkSet = { keys: [] }
  let rotating: Promise<void> | null = null

  const isWaiting = () => (ring.at(-1)?.signsFrom ?? 0) > clock.now()
  const current = () => {
    // A clock that was set back may find no key that signs yet: then the oldest does.
    const found = ring.findLast(({ signsFrom }) => signsFrom <= clock.now()) ?? ring[0]
    if (found === undefined) throw new Error('the ring of the issuer has no key')
    return found
  }
  /** A key is needed until the tokens it signed have ended, after the next one began to sign. */
  const isNeeded = (_: RingKey, index: number) => {
    const next = ring[index + 1]
    return next === undefined || clock.now() < next.signsFrom + tokenMsMax + clockSkewMs
  }
  const rotateOnce = async () => {
    ring = [...ring, await addKey(options, clock.now() + leadMs)]
    const gone = ring.filter((key, index) => !isNeeded(key, index))
    ring = ring.filter(isNeeded)
    for (const { path } of gone) await unlink(path)
  }

  const rotate = async () => {
    if (isWaiting()) return
    rotating ??= rotateOnce().finally(() => (rotating = null))
    await rotating
  }
  let tending: Promise<void> | null = null
  let retryAt = Number.NEGATIVE_INFINITY

  return {
    signing: () => current().key,
    published() {
      const keys = ring.filter(isNeeded).map(({ key }) => key.publicJwk)
      const same = keys.length === set.keys.length && keys.every((key, at) => key === set.keys[at])
      if (!same) set = { keys }
      return set
    },
    rotate,
    tend() {
      const isDue = clock.now() >= current().signsFrom + keyMs - leadMs
      if (!isDue || isWaiting() || clock.monotonic() < retryAt) return
      retryAt = clock.monotonic() + Math.min(retryMs, leadMs)
      tending = rotate().catch((cause: unknown) => {
        log.error({ cause }, 'the next key of the issuer could not be written')
      })
    },
    async [Symbol.asyncDispose]() {
      await tending
    },
  }
}

async function addKey(options: KeyRingOptions, signsFrom: number): Promise<RingKey> {
  const jwk = generatePrivateJwk()
  const key = createSigningKey(jwk)
  const path = join(options.directory, `key-${key.kid}.json`)
  await createSecretFile(path, JSON.stringify({ signsFrom, jwk }), options.ids)
  return { path, signsFrom, key }
}

async function readRing(directory: string): Promise<readonly RingKey[]> {
  const names = await readdir(directory).catch((thrown: unknown) => {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return []
    throw thrown
  })
  const files = names.filter((name) => /^key-[\w-]+\.json$/.test(name))
  const ring = await Promise.all(files.map((name) => readKey(join(directory, name))))
  return ring.toSorted((one, other) => one.signsFrom - other.signsFrom)
}

async function readKey(path: string): Promise<RingKey> {
  const text = await readSecretFile(path)
  try {
    const { signsFrom, jwk } = parseObject(text ?? '')
    if (typeof signsFrom !== 'number') throw new TypeError('it does not say from when it signs')
    return { path, signsFrom, key: createSigningKey(parsePrivateJwk(jwk)) }
  } catch (cause) {
    const consequence = 'restore it, or remove it, which ends all sessions it signed'
    const message = `${path} holds no key of the issuer; ${consequence}.`
    throw new Fault({ kind: 'precondition', code: 'key_unreadable', message, cause })
  }
}
