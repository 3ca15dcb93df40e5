/** Reads the settings of a program, once, at its start: defaults, then files, then the environment. */
import type { Environment } from './environment.ts'
import { parseSettings } from './parse.ts'
import type { Settings, SettingsOf } from './settings.ts'
import { readEnvironmentSource, readFileSource, type Source } from './source.ts'

/** Where to read. */
export interface SettingsParts {
  /** `processEnvironment` in a program, an object in a test. It goes before every file. */
  readonly environment: Environment
  /** Paths from the weakest to the strongest; one that does not exist is passed over. */
  readonly files?: readonly string[]
}

/**
 * Reads, judges and types the settings.
 * Faults: `invalid` (`settings_invalid`) with every mistake at once, each with its place and its remedy.
 */
export async function readSettings<D extends Settings>(
  settings: D,
  parts: SettingsParts,
): Promise<SettingsOf<D>> {
  return parseSettings(settings, await readSources(settings, parts, null))
}

/** Everything that was found, from the weakest to the strongest: files, what a remote source told, the environment. */
export async function readSources(
  settings: Settings,
  { environment, files = [] }: SettingsParts,
  remote: Source | null,
): Promise<readonly Source[]> {
  const [found, ...read] = await Promise.all([
    readEnvironmentSource(settings, environment),
    ...files.map(readFileSource),
  ])
  return [...read, ...(remote === null ? [] : [remote]), found]
}
