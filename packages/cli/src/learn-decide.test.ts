// What docs/learn/decide.md shows: each command in it prints what stands there, and its answers are taken.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { hearScreen } from './heard-screen.ts'
import { main } from './main.ts'

const root = join(import.meta.dirname, '../../..')

async function atoll(...args: readonly string[]) {
  const heard = hearScreen()
  const code = await main(args, { screen: heard.screen, environment: {} })
  return { code, out: heard.out(), err: heard.err() }
}

test('each command of the page prints what the page says', async () => {
  const page = readFileSync(join(root, 'docs/learn/decide.md'), 'utf8')
  const shown = [...page.matchAll(/^```text\n\$ npm run atoll -- ([^\n]+)\n([^]*?)\n```$/gm)]
  assert.ok(shown.length > 1, 'the page shows commands')
  for (const found of shown) {
    const [line, output] = [found[1] ?? '', found[2]]
    const args = line
      .split(' ')
      .map((each) => (each === 'examples/store' ? join(root, each) : each))
    assert.equal((await atoll(...args)).out, output, line)
  }
})

test('the answers of the page are taken, and defaults fill in the rest', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-learn-'))
  t.after(() => rmSync(folder, { recursive: true }))
  // region answers
  const answers = {
    about: { brownfield: false, polyglot: false, webUi: true },
    architecture: 'microservice-architecture',
    discovery: 'client-side-discovery:eureka',
    'partial-failure': ['circuit-breaker', 'x-timeout-retry-bulkhead'],
    errors: 'put-off',
    boundaries: {
      pattern: 'decompose-by-subdomain',
      reason: 'Two domains with words of their own.',
    },
  }
  // endregion
  const file = join(folder, 'answers.json')
  writeFileSync(file, JSON.stringify(answers))
  const { code, out } = await atoll(
    'decide',
    '--answers',
    file,
    '--defaults',
    '--directory',
    folder,
  )
  assert.equal(code, 0)
  assert.match(out, /^Wrote decisions.ts.\nWrote \d+ documents in docs\/decisions.$/)
  assert.match(
    readFileSync(join(folder, 'decisions.ts'), 'utf8'),
    /Two domains with words of their own/,
  )
})
