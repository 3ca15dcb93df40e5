/**
 * Plants a small workspace in a temporary folder, so that each part of the check can be seen red.
 * Called by the tests of the check; removes the folder when disposed.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isSource, readSource, type Source } from './source.ts'
import { readTree, type Tree } from './tree.ts'

/** A planted workspace, read the way `main.ts` reads the real one. */
export type Planted = Disposable & { readonly tree: Tree; readonly sources: readonly Source[] }

/** Writes files (path → text) below a workspace root with some packages, and reads it. */
export function plant(files: Readonly<Record<string, string>>): Planted {
  const root = mkdtempSync(join(tmpdir(), 'atoll-planted-'))
  for (const [file, text] of Object.entries({ ...house, ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const tree = readTree(root)
  const sources = tree.files.filter(isSource).map((file) => readSource(root, file))
  return { tree, sources, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}

/** Gives a planted workspace the real configuration and the real tools. */
export function equip(planted: Planted): string {
  const { root } = planted.tree
  const real = join(import.meta.dirname, '../..')
  for (const file of ['.gitignore', '.oxlintrc.json', 'biome.json', 'knip.json', 'tsconfig.json']) {
    copyFileSync(join(real, file), join(root, file))
  }
  symlinkSync(join(real, 'node_modules'), join(root, 'node_modules'))
  return root
}

/** The text of a manifest. */
export function manifest(
  name: string,
  height: number,
  options: { dependencies?: readonly string[]; entries?: readonly string[] } = {},
): string {
  const entries = ['index', ...(options.entries ?? [])]
  return JSON.stringify({
    name,
    type: 'module',
    description: `What is ${name}?`,
    atoll: { height },
    exports: Object.fromEntries(
      entries.map((each) => [
        each === 'index' ? '.' : `./${each}`,
        { 'atoll-source': `./src/${each}.ts` },
      ]),
    ),
    dependencies: Object.fromEntries((options.dependencies ?? []).map((each) => [each, '1'])),
  })
}

/** Two families with an adapter each, on a low package, below a chassis. */
const house: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    workspaces: ['packages/*', 'packages/*/adapters/*', 'examples/*'],
    devDependencies: { 'fast-check': '1' },
  }),
  'packages/low/package.json': manifest('@atoll/low', 0),
  'packages/low/src/index.ts': 'export const low = 1\n',
  'packages/mail/package.json': manifest('@atoll/mail', 3, { dependencies: ['@atoll/low'] }),
  'packages/mail/src/index.ts': "export { low } from '@atoll/low'\n",
  'packages/mail/adapters/dove/package.json': manifest('@atoll/mail-dove', 3, {
    dependencies: ['@atoll/mail', '@atoll/low', 'dove'],
  }),
  'packages/mail/adapters/dove/src/index.ts': "export { low } from '@atoll/mail'\nimport 'dove'\n",
  'packages/store/package.json': manifest('@atoll/store', 3, { dependencies: ['@atoll/low'] }),
  'packages/store/src/index.ts':
    "import type { low } from '@atoll/low'\nexport type Low = typeof low\n",
  'packages/chassis/package.json': manifest('@atoll/chassis', 5, {
    dependencies: ['@atoll/mail', '@atoll/store', '@atoll/mail-dove'],
  }),
  'packages/chassis/src/index.ts': "export { low } from '@atoll/mail'\n",
  'examples/shop/package.json': JSON.stringify({
    name: 'shop',
    private: true,
    atoll: { height: 9 },
  }),
  'examples/shop/atoll.ts': 'export const shop = 1\n',
  'examples/shop/services/a/contract.ts': 'export const a = 1\n',
  'examples/shop/services/a/inside.ts': 'export const inside = 1\n',
  'examples/shop/services/b/contract.ts': 'export const b = 1\n',
}
