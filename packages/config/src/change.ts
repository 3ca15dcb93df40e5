/** What changed while a program ran, for people to look at later. Called by the live settings; secrets are masked. */
import { isDeepStrictEqual } from 'node:util'
import { Secret } from './secret.ts'
import type { Settings } from './settings.ts'

/** One setting that has another value than before. */
export interface SettingChange {
  /** Units: milliseconds since 1970. */
  readonly at: number
  readonly setting: string
  /** Its name in a remote source. */
  readonly property: string
  /** As JSON, cut off after 200 characters; `"***"` of a secret. */
  readonly from: string
  readonly to: string
  /** Where the new value came from. */
  readonly source: string
}

/** Longer values are cut off. Units: characters. */
const textMax = 200

type Values = Readonly<Record<string, unknown>>

/** Compares two readings of the same settings. */
export function changesOf(parts: {
  readonly settings: Settings
  readonly before: Values
  readonly after: Values
  readonly at: number
  readonly sourceOf: (setting: string) => string
}): readonly SettingChange[] {
  const { settings, before, after, at, sourceOf } = parts
  return Object.keys(settings)
    .filter((name) => !isDeepStrictEqual(revealed(before[name]), revealed(after[name])))
    .map((name) => ({
      at,
      setting: name,
      property: settings[name]?.property ?? name,
      from: toText(before[name]),
      to: toText(after[name]),
      source: sourceOf(name),
    }))
}

function revealed(value: unknown): unknown {
  return value instanceof Secret ? value.reveal() : value
}

function toText(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > textMax ? `${text.slice(0, textMax)}…` : text
}
