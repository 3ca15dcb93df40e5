/**
 * The unit of order. Every key belongs to one of 16 lanes; a lane has one owner at a time. The outbox uses the same
 * lanes, so that one lane of a service stays one lane on its way. The number is fixed: stored positions depend on it.
 */

/** How many lanes there are. */
export const laneCount = 16

/**
 * The lane of a key.
 * Shape    key → 0..15
 * Source   FNV-1a, 32 bits, over the bytes of UTF-8: http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function laneOf(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index++) {
    const unit = key.charCodeAt(index)
    if (unit > 0x7f) return laneOfBytes(Buffer.from(key))
    hash = Math.imul(hash ^ unit, 0x01000193)
  }
  return (hash >>> 0) % laneCount
}

function laneOfBytes(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0) % laneCount
}
