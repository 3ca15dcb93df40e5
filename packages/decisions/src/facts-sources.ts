/** The sources of a system, read once: which files lie in a folder, and what each says. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Code, lineFinder, readCode } from './facts-code.ts'

/** A file that was read. */
export interface Source {
  /** Absolute. */
  readonly file: string
  readonly text: string
  /** Code and texts of it; of SQL all is one statement. */
  readonly code: Code
  readonly lineOf: (place: number) => number
  readonly isTest: boolean
}

/** Reads files of folders, each folder and file once. */
export interface Sources {
  /** All sources in a folder and below it. */
  below(folder: string): readonly Source[]
  /** One file; undefined if it is none of ours to read. */
  at(file: string): Source | undefined
}

const extensions = ['.ts', '.mts', '.js', '.mjs', '.sql'] as const
/** More than anybody writes by hand. Units: bytes */
const bytesMax = 400_000
const foreign = new Set(['node_modules', 'dist'])

/** Opens the sources of a machine. */
export function openSources(): Sources {
  const files = new Map<string, Source | undefined>()
  const folders = new Map<string, readonly string[]>()
  const at = (file: string): Source | undefined => {
    if (!files.has(file)) files.set(file, readSource(file))
    return files.get(file)
  }
  return {
    at,
    below(folder) {
      const root = resolve(folder)
      const known = folders.get(root) ?? listBelow(root)
      folders.set(root, known)
      return known.flatMap((file) => at(file) ?? [])
    },
  }
}

/** Folders of others, hidden ones and what was built are left out. */
function listBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || foreign.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return listBelow(path)
    return entry.isFile() && isSource(entry.name) ? [path] : []
  })
}

function isSource(name: string): boolean {
  return extensions.some((each) => name.endsWith(each)) && !name.endsWith('.d.ts')
}

function readSource(file: string): Source | undefined {
  if (!isSource(file)) return undefined
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? Infinity) > bytesMax) return undefined
  const text = readFileSync(file, 'utf8')
  let code: Code | null = null
  let lineOf: Source['lineOf'] | null = null
  return {
    file,
    text,
    get code() {
      return (code ??= file.endsWith('.sql') ? sqlCode(text) : readCode(text))
    },
    lineOf: (place) => (lineOf ??= lineFinder(text))(place),
    isTest: /\.test\.[a-z]+$/.test(file),
  }
}

function sqlCode(text: string): Code {
  return { bare: '', texts: [], statements: [{ text, from: 0 }] }
}

/** What a file imports: modules by their names, files of the same system by their paths. */
export interface Import {
  /** As it is written. */
  readonly name: string
  /** The file, if it is named by its path. */
  readonly file: string | null
  readonly line: number
  /** Whether only types are taken, which are gone when it runs. */
  readonly isType: boolean
}

/** The imports of a file. */
export function importsOf(source: Source): readonly Import[] {
  const { bare, texts } = source.code
  return texts.flatMap(({ text, from }) => {
    const before = bare.slice(Math.max(0, from - importMax), from - 1).trimEnd()
    const isImport = /\b(?:from|import|import ?\()$/.test(before)
    if (!isImport) return []
    const begin = Math.max(before.lastIndexOf('import'), before.lastIndexOf('export'))
    const file = text.startsWith('.') ? resolve(dirname(source.file), text) : null
    const isType = /^(?:import|export)\s+type\b/.test(before.slice(begin))
    return [{ name: text, file, line: source.lineOf(from), isType }]
  })
}

/** How far back the beginning of an import is looked for. Units: characters */
const importMax = 2_000
