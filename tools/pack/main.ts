/**
 * `npm run pack`: packs pieces for a service of one's own, with whatever of ours they need, and says how npm installs
 * them there. Nothing is published.
 */
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readArguments, refuse } from '@atoll/testkit/arguments'
import { readTree } from '../check/tree.ts'
import { packAll } from './pack.ts'
import { installedFor } from './pieces.ts'

const usage = `npm run pack -- <package …>
  packs them, with the packages of ours that they need, into .atoll/packed: npm run pack -- @atoll/discovery-eureka`

const root = join(import.meta.dirname, '../..')
const { positionals } = readArguments({ usage, options: {}, allowPositionals: true })
const { packages } = readTree(root)
const shipped = packages.filter((each) => !each.isPrivate)
const unknown = positionals.filter((name) => !shipped.some((each) => each.name === name))
if (positionals.length === 0) refuse('Say which packages.', usage)
if (unknown.length > 0) refuse(`There is no package ${unknown.join(', ')}.`, usage)

const packed = join(root, '.atoll/packed')
rmSync(packed, { recursive: true, force: true })
mkdirSync(packed, { recursive: true })
const folder = mkdtempSync(join(root, '.atoll/packing-'))
try {
  const names = installedFor(packages, positionals)
  for (const { file } of await packAll(root, folder, ({ name }) => names.has(name)))
    renameSync(file, join(packed, basename(file)))
  console.log(
    `${names.size} packages. In the folder of your service:\n\nnpm install ${packed}/*.tgz`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
