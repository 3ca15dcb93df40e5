/**
 * Parses one source file with a real parser and keeps what the parts ask for: its imports, the
 * length of its functions, and where it uses the few names that each live in one file. Called once
 * per file by `main.ts`; the syntax tree itself is dropped again at once.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, visitorKeys } from 'oxc-parser'
import { type Import, readImport } from './imports.ts'
import { namedUse } from './named-use.ts'
import { identifierOf, isNode, type Node } from './node.ts'

/** A function with a body, closures included. */
export type FunctionSize = {
  readonly name: string
  readonly line: number
  readonly lines: number
  /** Positional parameters; a last one that is an options object is not counted. */
  readonly parameters: number
}

/** A use of a name that may stand in one file only: `Date.now`, `console`. */
export type Use = { readonly name: string; readonly line: number }

/** What the check knows about one file. */
export type Source = {
  readonly file: string
  readonly lines: number
  readonly imports: readonly Import[]
  readonly functions: readonly FunctionSize[]
  readonly uses: readonly Use[]
  readonly parseError: string | undefined
}

const strangers = ['bench/peers/', 'examples/one-piece/services/']

/** True for files that are parsed: TypeScript and plain modules, no declarations. */
export function isSource(file: string): boolean {
  // What others wrote follows its own ways, with a manifest of its own: peers that are measured, services beside ours.
  if (strangers.some((folder) => file.startsWith(folder))) return false
  return /\.(ts|mts|js|mjs)$/.test(file) && !file.endsWith('.d.ts')
}

/** Reads and parses a file below `root`. */
export function readSource(root: string, file: string): Source {
  const text = readFileSync(join(root, file), 'utf8')
  const lineAt = createLineIndex(text)
  const parsed = parseSync(file, text)
  const imports: Import[] = []
  const functions: FunctionSize[] = []
  const uses: Use[] = []
  // The parser's own types name every node; one loose shape serves all readers here.
  walk(parsed.program as unknown as Node, undefined, (node, parent) => {
    const found = readImport(node)
    if (found !== undefined) imports.push({ ...found, line: lineAt(node.start) })
    if (isFunction(node) && !isSuite(node, parent)) {
      const lines = lineAt(node.end - 1) - lineAt(node.start) + 1
      const parameters = countParameters(node['params'])
      functions.push({ name: nameOf(node, parent), line: lineAt(node.start), lines, parameters })
    }
    const name = namedUse(node)
    if (name !== undefined) uses.push({ name, line: lineAt(node.start) })
  })
  return {
    file,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports,
    functions,
    uses,
    parseError: parsed.errors[0]?.message,
  }
}

/** Visits a node and all below it. */
export function walk(
  node: Node,
  parent: Node | undefined,
  visit: (node: Node, parent: Node | undefined) => void,
): void {
  visit(node, parent)
  for (const key of visitorKeys[node.type] ?? []) {
    const child = node[key]
    for (const each of Array.isArray(child) ? child : [child]) {
      if (isNode(each)) walk(each, node, visit)
    }
  }
}

function isFunction(node: Node): boolean {
  const isKind =
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  return isKind && isNode(node['body'])
}

function countParameters(list: unknown): number {
  const parameters: readonly unknown[] = Array.isArray(list) ? list : []
  const last = parameters.at(-1)
  const inner = isNode(last) && last.type === 'AssignmentPattern' ? last['left'] : last
  const isOptions =
    isNode(inner) &&
    (inner.type === 'ObjectPattern' || /options$|settings$/i.test(identifierOf(inner) ?? ''))
  return parameters.length - (isOptions ? 1 : 0)
}

const chapters: ReadonlySet<string> = new Set(['describe', 'suite', 'it', 'test'])

/** The closure of `describe(...)` is a chapter of a test file, not a function that does something. */
function isSuite(node: Node, parent: Node | undefined): boolean {
  if (parent?.type === 'CallExpression') {
    const callee = identifierOf(parent['callee'])
    if (callee === 'describe' || callee === 'suite') return true
  }
  return isListOfCases(node['body'])
}

/** A function that does nothing but declare cases is a chapter too: conformance suites are made of them. */
function isListOfCases(body: unknown): boolean {
  const statements: unknown = isNode(body) ? body['body'] : undefined
  if (!Array.isArray(statements) || statements.length === 0) return false
  return statements.every((statement: unknown) => {
    const call = isNode(statement) ? statement['expression'] : undefined
    if (!isNode(call) || call.type !== 'CallExpression') return false
    return chapters.has(identifierOf(call['callee']) ?? '')
  })
}

function nameOf(node: Node, parent: Node | undefined): string {
  return (
    identifierOf(node['id']) ??
    identifierOf(parent?.['id']) ??
    identifierOf(parent?.['key']) ??
    'a closure'
  )
}

/** Tells the line of an offset in a text. */
export function createLineIndex(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}
