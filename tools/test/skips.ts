/**
 * The skips that are allowed, each with its reason. Any other skip counts as a failure: a test that
 * quietly stopped running proves nothing. Called by `main.ts`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A test that may be skipped; the title may name a chapter, which then stands for all in it. */
export type Skip = { readonly file: string; readonly title: string; readonly reason: string }

/** Reads `tools/test/skips.json`. */
export function readSkips(): readonly Skip[] {
  const skips: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'skips.json'), 'utf8'))
  if (!Array.isArray(skips) || !skips.every(isSkip)) {
    throw new Error(
      'tools/test/skips.json is a list of { file, title, reason }, none of them empty',
    )
  }
  return skips
}

/** True if this skip is in the list. */
export function isListed(skips: readonly Skip[], file: string, title: string): boolean {
  return skips.some(
    (skip) => skip.file === file && (title === skip.title || title.startsWith(`${skip.title} › `)),
  )
}

function isSkip(value: unknown): value is Skip {
  if (typeof value !== 'object' || value === null) return false
  const fields = new Map<string, unknown>(Object.entries(value))
  return ['file', 'title', 'reason'].every((name) => {
    const field = fields.get(name)
    return typeof field === 'string' && field.trim() !== ''
  })
}
