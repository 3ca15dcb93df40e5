/** Chance and identity as they are passed in. `Math.random` and the system's random bytes are used in this file only. */
import { randomFillSync } from 'node:crypto'
import type { Clock } from './clock.ts'

/** Where chance comes from. */
export interface Random {
  /** Units: a number from 0 up to, not including, 1. */
  next(): number
}

/** Where identities come from. */
export interface Ids {
  /** A UUID that sorts by the time it was made. Source RFC 9562, version 7. */
  uuid(): string
  /** Random lower-case hexadecimal digits. Units: `bytes` 1..32. */
  hex(bytes: number): string
}

/** The machine's own chance. */
export const systemRandom: Random = { next: () => Math.random() }

const pool = Buffer.alloc(4096)
let used = pool.length

function randomBytes(count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += count
  return pool.subarray(used - count, used)
}

/** Identities from the system's random bytes. */
export function createIds(clock: Clock): Ids {
  return {
    uuid: () => toUuid(clock.now(), randomBytes(10)),
    hex: (bytes) => randomBytes(bytes).toString('hex'),
  }
}

/** Lays out a version 7 UUID: 48 bits of milliseconds, then chance around version and variant. */
export function toUuid(nowMs: number, chance: Uint8Array): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(nowMs, 0, 6)
  bytes.set(chance.subarray(0, 10), 6)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const text = bytes.toString('hex')
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}
