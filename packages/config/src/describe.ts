/** The settings as a table for help texts and documents. Values are not its business; a secret's default is masked. */
import { isSecret } from '@atoll/contract'
import { Secret } from './secret.ts'
import { envNamesOf, type Setting, type Settings } from './settings.ts'
import { wanted } from './wanted.ts'

/**
 * Writes one row per setting: how the environment names it, its key in files, what it takes, what it is when nobody
 * says, and what it is for.
 */
export function describeSettings(settings: Settings): string {
  const rows = Object.entries(settings).map(([name, setting]) => rowOf(name, setting))
  const table = [['environment', 'file', 'takes', 'default', 'what for'], ...rows]
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...table.map((row) => (row[column] ?? '').length)),
  )
  return table
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .join('\n')
}

function rowOf(name: string, setting: Setting): string[] {
  const env = envNamesOf(setting).join(' or ')
  return [
    env === '' ? '-' : env,
    name,
    wanted(setting.schema),
    defaultOf(setting),
    setting.describe,
  ]
}

function defaultOf({ schema, fallback }: Setting): string {
  if (fallback === null) return '-'
  return JSON.stringify(isSecret(schema) ? new Secret(fallback.value) : fallback.value)
}
