/** `atoll map`: the services or the decisions of a system as a drawing or as Mermaid. Loads the system and starts nothing. */
import type { Language } from '@atoll/patterns'
import { exitCodes } from './exit-code.ts'
import type { Parts } from './parts.ts'
import { assertSystemThere, type Place } from './place.ts'
import { writeAsked } from './write-asked.ts'

/** What is to be drawn, and where to. */
export interface MapOrder {
  readonly place: Place
  readonly of: 'services' | 'decisions'
  /** Null for what the file's name says, and Mermaid where there is none. */
  readonly format: 'svg' | 'mermaid' | null
  /** Null for standard output. */
  readonly out: string | null
  readonly language: Language
}

/** Draws. Faults: those of loading; unavailable `file_unwritable`. */
export async function map(
  { place, of, format, out, language }: MapOrder,
  parts: Parts,
): Promise<number> {
  assertSystemThere(place)
  const { loadSystem } = await parts.embedded()
  const { mapOf } = await import('@atoll/decisions')
  const system = await loadSystem(place.program)
  const byName = out?.endsWith('.svg') === true ? 'svg' : 'mermaid'
  const drawn = mapOf(system, {
    of,
    format: format ?? byName,
    language,
    folder: place.directory,
  })
  if (out === null) parts.screen.line(drawn.trimEnd())
  else writeAsked(out, drawn)
  return exitCodes.ok
}
