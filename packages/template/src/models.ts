/** Reads the models that this package ships: real files of real systems, copied with their names replaced. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { capital, type Name } from './names.ts'

/** The systems that are copied from. */
export type Model = 'system' | 'service' | 'additions'

const folder = fileURLToPath(new URL('../models/', import.meta.url))

/** Pairs of a model's name and the one that takes its place. */
export type Renaming = readonly (readonly [sample: Name, name: Name])[]

/** The files of a model. Shape: path → text, sorted by path */
export function readModel(model: Model): ReadonlyMap<string, string> {
  const files = readdirSync(join(folder, model), { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(sep))
    .filter(([first]) => first !== 'node_modules' && first !== '.atoll')
    .map((parts) => parts.join('/'))
    .filter((file) => /\.(ts|sql|md)$/.test(file))
  return new Map(files.toSorted().map((file) => [file, readModelFile(model, file)]))
}

/** One file of a model. */
export function readModelFile(model: Model, file: string): string {
  return readFileSync(join(folder, model, file), 'utf8')
}

/** The lines of a file between `// region <name>` and `// endregion`, as they are indented there. */
export function regionOf(text: string, name: string): readonly string[] {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => line.trim() === `// region ${name}`)
  const to = lines.findIndex((line, at) => at > from && line.trim() === '// endregion')
  if (from < 0 || to < 0) throw new TypeError(`a model has no region '${name}'`)
  return lines.slice(from + 1, to)
}

/** A text with names replaced, in every form in which they stand in it; all at once, so that no new name is replaced in turn. */
export function rename(text: string, names: Renaming): string {
  const pairs = names.flatMap(([sample, name]) => pairsOf(sample, name))
  let renamed = ''
  for (let at = 0; at < text.length; ) {
    const pair = pairs.find(([from]) => text.startsWith(from, at))
    renamed += pair?.[1] ?? text[at] ?? ''
    at += pair?.[0].length ?? 1
  }
  return renamed
}

function pairsOf(sample: Name, name: Name): (readonly [from: string, to: string])[] {
  return [
    [sample.kebab, name.kebab],
    [sample.camel, name.camel],
    [sample.pascal, name.pascal],
    [sample.snake, name.snake],
    [sample.words, name.words],
    [capital(sample.words), capital(name.words)],
  ]
}
