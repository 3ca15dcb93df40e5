/** Reads bodies: JSON, forms and text out of bytes, with bounds, and without keys that could reach a prototype. */
import { isUtf8 } from 'node:buffer'
import { refuse } from './refusal.ts'

/**
 * Reads JSON. Faults: `json_malformed`, `json_too_deep`, `key_refused`, `key_repeated`. Units: `depthMax` in objects
 * and arrays inside each other.
 */
export function parseJson(bytes: Buffer, depthMax: number): unknown {
  if (!isUtf8(bytes)) throw refuse('json_malformed')
  const text = bytes.toString('utf8')
  const value = parseValue(text)
  // Of a key that stands twice the last one wins here and the first one elsewhere, so what was checked before could
  // differ from what is executed. The parser keeps one of them: fewer keys were kept than were written.
  if (inspect(value, depthMax) !== countKeys(text)) throw refuse('key_repeated')
  return value
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The engine's sentence quotes the body, which may be secret.
    throw refuse('json_malformed')
  }
}

/** Counts the keys of all objects on its way. */
function inspect(value: unknown, depthLeft: number): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depthLeft === 0) throw refuse('json_too_deep')
  let keys = 0
  if (Array.isArray(value)) {
    for (const item of value) keys += inspect(item, depthLeft - 1)
    return keys
  }
  for (const [key, field] of Object.entries(value)) {
    if (key === '__proto__' || (key === 'constructor' && hasPrototype(field)))
      throw refuse('key_refused')
    keys += 1 + inspect(field, depthLeft - 1)
  }
  return keys
}

/** Counts the keys of a text that is JSON: the strings behind which a colon stands. It hops from quote to quote. */
function countKeys(text: string): number {
  let keys = 0
  let at = text.indexOf('"')
  while (at !== -1) {
    let end = text.indexOf('"', at + 1)
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
    let next = end + 1
    while (text.charCodeAt(next) <= space) next++
    if (text.charCodeAt(next) === colon) keys++
    at = text.indexOf('"', next)
  }
  return keys
}

const backslash = 0x5c
const colon = 0x3a
/** The last of the four characters that JSON allows between others. */
const space = 0x20

/** Whether an odd number of backslashes stands before a place. */
function isEscaped(text: string, place: number): boolean {
  let start = place
  while (text.charCodeAt(start - 1) === backslash) start--
  return (place - start) % 2 === 1
}

function hasPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
}

/** Reads a form; a repeated field becomes an array. Faults: `form_refused`, `key_refused`. */
export function parseForm(bytes: Buffer, fieldCountMax: number): Record<string, unknown> {
  const fields: Record<string, string | string[]> = {}
  let count = 0
  for (const [name, value] of new URLSearchParams(bytes.toString('utf8'))) {
    if (++count > fieldCountMax) throw refuse('form_refused')
    if (name === '__proto__') throw refuse('key_refused')
    const before = Object.hasOwn(fields, name) ? fields[name] : undefined
    fields[name] = before === undefined ? value : [before, value].flat()
  }
  return fields
}

/** Reads text. Faults: `text_malformed`. */
export function parseText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw refuse('text_malformed')
  return bytes.toString('utf8')
}
