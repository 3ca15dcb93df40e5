/**
 * `npm run check`: everything that can be known without running the program. One line per part, then
 * every problem with its place and what to do. Names given as arguments run only those parts.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { generate } from '../generate/generate.ts'
import { checkCycles } from './cycles.ts'
import { checkDead } from './dead.ts'
import { checkFormat } from './format.ts'
import { checkGenerated } from './generated.ts'
import { checkHeights } from './heights.ts'
import { checkLinks } from './links.ts'
import { checkLint } from './lint.ts'
import { type Outcome, type Part, toLine } from './problem.ts'
import { checkReadmes } from './readme.ts'
import { checkSingles } from './singles.ts'
import { checkSizes } from './sizes.ts'
import { isSource, readSource } from './source.ts'
import { readTree } from './tree.ts'
import { checkTypes } from './types.ts'

const root = join(import.meta.dirname, '../..')
const tree = readTree(root)
const sources = tree.files.filter(isSource).map((file) => readSource(root, file))

const parts: readonly Part[] = [
  { name: 'types', run: () => checkTypes(root, sources) },
  { name: 'lint', run: () => checkLint(root) },
  { name: 'dead code', run: () => checkDead(tree) },
  { name: 'generated', run: async () => checkGenerated(root, await generate(tree, sources)) },
  { name: 'format', run: () => checkFormat(root) },
  { name: 'heights', run: async () => checkHeights(tree, sources) },
  { name: 'cycles', run: async () => checkCycles(sources) },
  { name: 'sizes', run: async () => checkSizes(sources) },
  { name: 'singles', run: async () => checkSingles(tree, sources) },
  { name: 'readmes', run: async () => checkReadmes(tree) },
  { name: 'links', run: async () => checkLinks(tree) },
]

const wanted = process.argv.slice(2)
const chosen = parts.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
if (chosen.length === 0) {
  console.error(`no such part; there are: ${parts.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

let passed = 0
let failed = 0
const queue = [...chosen]
await Promise.all(Array.from({ length: availableParallelism() }, runQueue))
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

async function runQueue(): Promise<void> {
  for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
    const startedAt = performance.now()
    print(part.name, await runPart(part), (performance.now() - startedAt) / 1000)
  }
}

/** A part that breaks is a part that failed; the others still say what they found. */
async function runPart(part: Part): Promise<Outcome> {
  try {
    return await part.run()
  } catch (error) {
    const message = `the part itself broke: ${error instanceof Error ? error.stack : String(error)}`
    return { problems: [{ file: 'tools/check', message }], read: 'nothing' }
  }
}

function print(name: string, { problems, read }: Outcome, seconds: number): void {
  const isRed = problems.length > 0
  if (isRed) failed += 1
  else passed += 1
  const verdict = isRed ? `${problems.length} problem${problems.length > 1 ? 's' : ''}` : 'ok'
  const line = [
    isRed ? '✗' : '✓',
    name.padEnd(10),
    `${seconds.toFixed(1)} s`,
    verdict.padEnd(12),
    read,
  ]
  console.log(line.join('  '))
  for (const problem of problems) console.log(`    ${toLine(problem)}`)
}
