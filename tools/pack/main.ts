/**
 * `npm run pack`: packs pieces for a service of one's own, with whatever of ours they need, and says how npm installs
 * them there. Nothing is published, and what was packed before stays: a service's package.json points to it.
 */
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { readArguments, refuse } from '@atoll/testkit/arguments'
import { readTree } from '../check/tree.ts'
import { packAll } from './pack.ts'
import { installedFor } from './pieces.ts'
import { toTold, versionOfOwnNode } from './told.ts'

const usage = `npm run pack -- [--out <folder>] <package …>
  packs them, with the packages of ours that they need: npm run pack -- @atoll/discovery-eureka

  --out   where the archives go, from where you are; .atoll/packed of this repository if left out.
          A folder inside your service can be committed with it: --out ../my-service/vendor`

const root = join(import.meta.dirname, '../..')
const { positionals, values } = readArguments({
  usage,
  options: { out: { type: 'string' } },
  allowPositionals: true,
})
const { packages } = readTree(root)
const shipped = packages.filter((each) => !each.isPrivate)
const unknown = positionals.filter((name) => !shipped.some((each) => each.name === name))
if (positionals.length === 0) refuse('Say which packages.', usage)
if (unknown.length > 0) refuse(`There is no package ${unknown.join(', ')}.`, usage)
if (values.out === '') refuse('--out takes a folder.', usage)

// npm runs a script at the root of the repository, wherever it was typed.
const typedIn = process.env['INIT_CWD'] ?? process.cwd()
const out = values.out === undefined ? join(root, '.atoll/packed') : resolve(typedIn, values.out)
mkdirSync(out, { recursive: true })
mkdirSync(join(root, '.atoll'), { recursive: true })
const folder = mkdtempSync(join(root, '.atoll/packing-'))
try {
  const names = installedFor(packages, positionals)
  const archives: string[] = []
  for (const { file } of await packAll(root, folder, ({ name }) => names.has(name))) {
    const archive = join(out, basename(file))
    // Copied beside its place first: it may lie on another disk, and npm may be reading the one before.
    copyFileSync(file, `${archive}.new`)
    renameSync(`${archive}.new`, archive)
    archives.push(archive)
  }
  const nodeVersion = versionOfOwnNode(process.env['PATH'] ?? '')
  console.log(toTold({ archives, nodeVersion }))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
