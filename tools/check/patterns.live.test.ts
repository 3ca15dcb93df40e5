/**
 * No pattern that a stranger's text meets takes longer than in proportion to that text (ReDoS). A checker decides by
 * automata where it can and by search where it cannot. It takes a second for some, hence `live`.
 */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type * as Recheck from 'recheck'
import { z } from 'zod'
import { type Pattern, readPatterns } from './patterns.ts'
import { isSource } from './source.ts'
import { isTest, isTestingEntry, readTree } from './tree.ts'

// The form of the checker that starts no process and needs no Java; it is typed like the other.
const { checkSync } = createRequire(import.meta.url)('recheck/lib/browser.js') as typeof Recheck

/** Most take milliseconds, some a second of their own core. Units: milliseconds for one pattern. */
const timeout = 100_000
const root = join(import.meta.dirname, '../..')

/** Patterns that grow faster than their text, or that the checker cannot decide, and why they stay. */
const accepted: Readonly<Record<string, string>> = {
  'packages/contract/src/import/scalars.ts \\\\[^1-9k]|\\[(?:\\\\.|[^\\]\\\\])*\\]':
    'grows on expressions with brackets that never close, which RegExp has refused before',
  'packages/gateway/src/mistakes.ts \\{[^/]*\\}':
    'reads the routes that a developer wrote, once, at start',
  'packages/postgres/src/runner.ts (\\d+\\.\\d+)':
    'reads what the local server says of its version',
  'packages/identity/src/json.ts ("(?:[^"\\\\]|\\\\.)*")(\\s*:)?|[{}]':
    'grows on texts whose last quote is open, which JSON.parse has refused before',
  'packages/telemetry/src/safe-fields.ts \\beyJ[\\w-]{8,}(?:\\.[\\w-]*){0,4}':
    'undecided; texts of records are cut at 4,000 characters before, where it takes 0.02 ms',
  'packages/telemetry/src/safe-fields.ts (\\b[a-z][a-z0-9+.-]{0,30}:\\/\\/[^\\s:/@]{0,100}:)[^\\s/@…]{1,200}(@|…$)':
    'bounded by its counts; texts of records are cut at 4,000 characters before, where it takes 0.5 ms',
}
/** Where a pattern is made at run time, and of what. */
const made: Readonly<Record<string, string>> = {
  'packages/http/src/router.ts': 'routes, whose form is checked below',
  'packages/contract/src/import/text.ts': 'expressions of an imported document, read and never run',
}

function shippedPatterns(): readonly Pattern[] {
  const tree = readTree(root)
  const shipped = tree.files.filter(
    (file) =>
      isSource(file) &&
      /^(?:packages|examples)\//.test(file) &&
      !isTest(file) &&
      !isTestingEntry(file) &&
      !file.startsWith('packages/testkit/') &&
      !file.includes('/conformance-'),
  )
  assert.ok(shipped.length > 300, `${shipped.length} files were found`)
  return shipped.flatMap((file) => readPatterns(root, file))
}

/** Forms of text that the schema library brings, as contracts here use them. */
function schemaPatterns(): readonly Pattern[] {
  const { uuid, email, iso, url } = z
  const forms = { uuid: uuid(), email: email(), date: iso.date(), time: iso.datetime(), url: url() }
  return Object.entries(forms).flatMap(([name, schema]) =>
    patternsIn(z.toJSONSchema(schema)).map((source) => ({
      file: `z.${name}`,
      line: 0,
      source,
      flags: '',
    })),
  )
}

function patternsIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'pattern' && typeof value === 'string' ? [value] : patternsIn(value),
  )
}

/** As the listener writes them to tell which methods a path has. */
const routePatterns: readonly Pattern[] = ['^/[^/]+$', '^/a/[^/]+/b\\.c/[^/]+/[^/]+$'].map(
  (source) => ({
    file: 'packages/http/src/router.ts',
    line: 0,
    source,
    flags: '',
  }),
)

const all = [...shippedPatterns(), ...schemaPatterns(), ...routePatterns]

describe('attack: pattern:', () => {
  const seen = new Set<string>()
  const stale = new Set(Object.keys(accepted))
  for (const { file, line, source, flags } of all) {
    if (source === undefined) {
      test(`attack: pattern: one that is made at run time is known: ${file}:${line}`, () => {
        assert.ok(Object.hasOwn(made, file), 'say in this test of what it is made')
      })
      continue
    }
    const reason = `${file} ${source}`
    stale.delete(reason)
    if (seen.has(`${source}/${flags}`) || Object.hasOwn(accepted, reason)) continue
    seen.add(`${source}/${flags}`)
    test(`attack: pattern: no text makes /${source.slice(0, 60)}/ slow (${file}:${line})`, () => {
      const verdict = checkSync(source, flags, { timeout, randomSeed: 1 })
      const attack = verdict.status === 'vulnerable' ? verdict.attack.pattern : ''
      assert.equal(
        verdict.status,
        'safe',
        `${attack}\nif no stranger's text meets it, say so in this test`,
      )
    })
  }

  test('more than a handful were looked at, and what is accepted still stands somewhere', () => {
    assert.ok(seen.size > 60, `${seen.size} patterns`)
    assert.deepEqual([...stale], [])
  })

  test('the checker sees what grows', () => {
    for (const planted of ['^(a+)+$', '^(a|aa)*b$', '\\s+$'])
      assert.equal(checkSync(planted, '', { timeout, randomSeed: 1 }).status, 'vulnerable', planted)
  })
})
