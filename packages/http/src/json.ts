/** Reads bodies: JSON and forms out of bytes, with bounds, and without keys that could reach a prototype. */
import { isUtf8 } from 'node:buffer'
import { refuse } from './refusal.ts'

/**
 * Reads JSON. Faults: `json_malformed`, `json_too_deep`, `key_refused`. Units: `depthMax` in objects and arrays
 * inside each other.
 */
export function parseJson(bytes: Buffer, depthMax: number): unknown {
  if (!isUtf8(bytes)) throw refuse('json_malformed')
  const value = parseText(bytes.toString('utf8'))
  inspect(value, depthMax)
  return value
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The engine's sentence quotes the body, which may be secret.
    throw refuse('json_malformed')
  }
}

function inspect(value: unknown, depthLeft: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depthLeft === 0) throw refuse('json_too_deep')
  if (Array.isArray(value)) {
    for (const item of value) inspect(item, depthLeft - 1)
    return
  }
  for (const [key, field] of Object.entries(value)) {
    if (key === '__proto__' || (key === 'constructor' && hasPrototype(field)))
      throw refuse('key_refused')
    inspect(field, depthLeft - 1)
  }
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
