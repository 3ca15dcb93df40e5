/** The API text: what is exported by whatever way, sorted, without comments or anything else. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Package } from '../check/tree.ts'
import { renderApi } from './api.ts'

const owner: Package = {
  name: '@atoll/x',
  folder: 'packages/x',
  height: 0,
  question: '',
  familyFolder: undefined,
  dependencies: {},
  devDependencies: {},
  entries: { '.': 'src/index.ts', './memory': 'src/memory.ts' },
  isPrivate: false,
}

function render(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-api-'))
  try {
    mkdirSync(join(folder, 'packages/x/src'), { recursive: true })
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(join(folder, 'packages/x/src', file), text)
    }
    return renderApi(folder, owner).split('\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('every way to export is found; comments and private things are not shown', () => {
  const lines = render({
    'index.d.ts': [
      "export { b, type A as Renamed } from './inner.ts'",
      "export * from './star.ts'",
      "export { foreign } from 'elsewhere'",
      'declare const hidden: 1',
      'export declare const own: { /** said */ readonly x: typeof hidden }',
      'export {}',
    ].join('\n'),
    'inner.d.ts': [
      '/** A comment. */',
      'export type A = { one: 1 }',
      'export declare function b(x: 1): 1',
      'export declare function b(x: 2): 2',
      'export declare function unseen(): void',
    ].join('\n'),
    'star.d.ts': 'declare class Local { y: 1 }\nexport { Local as Star }',
    'memory.d.ts': 'export declare const memory: 2',
  })
  assert.deepEqual(lines, [
    'Public API of @atoll/x. Written by: npm run generate',
    '',
    '── @atoll/x',
    'as Renamed: export type A = { one: 1 }',
    'as Star: export declare class Local { y: 1 }',
    'export function b(x: 1): 1',
    'export function b(x: 2): 2',
    "export { foreign } from 'elsewhere';",
    'export const own: {  readonly x: typeof hidden }',
    '',
    '── @atoll/x/memory',
    'export const memory: 2',
    '',
  ])
})

test('modules that export each other in a circle end', () => {
  const lines = render({
    'index.d.ts': "export * from './a.ts'",
    'a.d.ts': "export * from './index.ts'\nexport declare const a: 1",
    'memory.d.ts': '',
  })
  assert.ok(lines.includes('export const a: 1'))
})
