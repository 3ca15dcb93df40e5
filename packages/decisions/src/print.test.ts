import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { allPatternIds, areaIds } from '@atoll/patterns'
import { type Decisions, postgres, rest } from '@atoll/system'
import { printDecisions } from './print.ts'

const seed = Number(process.env['ATOLL_SEED'] ?? Date.now() % 2 ** 31)
const root = join(import.meta.dirname, '../../..')

/** Numbers from 0 to 1 that a seed repeats: a linear congruence, which is chance enough to choose among a few. */
function createChance(from: number): () => number {
  let state = from >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) / 2 ** 24
  }
}

const chance = createChance(seed)
const pick = <T>(items: readonly [T, ...T[]]): T =>
  items[Math.floor(chance() * items.length)] ?? items[0]
const words = [
  'saga',
  "team's",
  '"so"',
  '사가는',
  '–',
  'back\\slash',
  'x'.repeat(30),
  '\n',
  '`',
] as const

/** Whatever somebody may write, also what no system would accept: the printer knows values and no rules. */
function chanceDecisions(): Decisions {
  const text = () => Array.from({ length: Math.floor(chance() * 14) }, () => pick(words)).join(' ')
  const answer = (): object => ({
    date: '2026-11-23',
    pattern: pick(allPatternIds as [string, ...string[]]),
    ...(chance() < 0.8 ? { adapter: 'code' } : {}),
    ...(chance() < 0.2
      ? { settings: { servers: [text(), text()], renewMs: 3000, of: { 'a-b': [text()], c: {} } } }
      : {}),
    ...(chance() < 0.7 ? { reason: text() } : {}),
  })
  const putOff = () => ({ date: '2026-11-23', reason: text(), waivedUntil: '2027-11-23' })
  const several = () => Array.from({ length: Math.floor(chance() * 4) }, answer)
  const said = (): unknown => pick([answer, answer, putOff, several] as const)()
  const nested = () => ({
    'order-lines': { payments: said(), default: said() },
    orders: said(),
    default: said(),
  })
  const areas = areaIds
    .filter(() => chance() < 0.3)
    .map((area): [string, unknown] => [area, chance() < 0.3 ? nested() : said()])
  return {
    messaging: postgres(),
    ...Object.fromEntries(areas),
    communication: rest(),
    ...(chance() < 0.5 ? { about: { webUi: true, brownfield: false, polyglot: false } } : {}),
  }
}

function format(text: string): string {
  const args = ['format', '--stdin-file-path=decisions.ts']
  const ran = spawnSync(join(root, 'node_modules/.bin/biome'), args, {
    cwd: root,
    input: text,
    encoding: 'utf8',
  })
  assert.equal(ran.status, 0, ran.stderr)
  return ran.stdout
}

/** The first line that differs, since whole files are too long to read. */
function firstDifference(printed: string, expected: string): string | null {
  const lines = expected.split('\n')
  const index = printed.split('\n').findIndex((line, at) => line !== lines[at])
  if (index < 0 && printed.length === expected.length) return null
  return `line ${index + 1}: ${printed.split('\n')[index]} in place of ${lines[index]}`
}

async function importFrom(t: TestContext, text: string): Promise<Decisions> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-print-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'decisions.ts'), text)
  return decisionsIn(join(folder, 'decisions.ts'))
}

async function decisionsIn(file: string): Promise<Decisions> {
  // Printed above, or the store's, which the compiler has seen.
  const module = (await import(pathToFileURL(file).href)) as { readonly decisions: Decisions }
  return module.decisions
}

describe('printing decisions', () => {
  const samples = Array.from({ length: 30 }, chanceDecisions)

  it('prints what our formatter would', () => {
    // All in one, since starting the formatter takes most of the time.
    const texts = samples.map((each, index) =>
      printDecisions(each).replace('const decisions', `const decisions${index}`),
    )
    const formatted = format(texts.join('\n'))
    const shown = firstDifference(texts.join('\n'), formatted)
    assert.equal(shown, null, `ATOLL_SEED=${seed}`)
  })

  it('loses nothing, and prints the same again', async (t) => {
    for (const sample of samples) {
      const text = printDecisions(sample)
      const read = await importFrom(t, text)
      assert.deepEqual(read, sample, `ATOLL_SEED=${seed}`)
      assert.equal(printDecisions(read), text, `ATOLL_SEED=${seed}`)
    }
  })

  it('prints the same for the same decisions in another order', () => {
    for (const sample of samples) {
      const turned = Object.fromEntries(Object.entries(sample).toReversed())
      assert.equal(printDecisions(turned as unknown as Decisions), printDecisions(sample))
    }
  })

  it('prints the store as it stands in the repository', async () => {
    const file = join(root, 'examples/store/decisions.ts')
    const shown = firstDifference(
      printDecisions(await decisionsIn(file)),
      readFileSync(file, 'utf8'),
    )
    assert.equal(shown, null)
  })
})
