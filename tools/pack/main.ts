/**
 * `npm run pack`: packs pieces for a service of one's own, with whatever of ours they need, and says how npm installs
 * them there. Nothing is published, and what was packed before stays: a service's package.json points to it.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { readArguments, refuse } from '@atoll/testkit/arguments'
import { readTree } from '../check/tree.ts'
import { packAll } from './pack.ts'
import { installedFor } from './pieces.ts'
import { toTold, versionOfOwnNode } from './told.ts'

const usage = `npm run pack -- [--out <folder>] <package …>
  packs them, with the packages of ours that they need: npm run pack -- @atoll/discovery-eureka
npm run pack -- --for <folder>
  packs what the package.json of that folder names of ours, into its vendor folder: npm run pack -- --for ../shop

  --out   where the archives go, from where you are; .atoll/packed of this repository if left out.
          A folder inside your service can be committed with it: --out ../my-service/vendor`

const root = join(import.meta.dirname, '../..')
const { positionals, values } = readArguments({
  usage,
  options: { out: { type: 'string' }, for: { type: 'string' } },
  allowPositionals: true,
})
const { packages } = readTree(root)
const shipped = packages.filter((each) => !each.isPrivate)
// npm runs a script at the root of the repository, wherever it was typed.
const typedIn = process.env['INIT_CWD'] ?? process.cwd()
const wanted = values.for === undefined ? positionals : namedIn(resolve(typedIn, values.for))
const unknown = wanted.filter((name) => !shipped.some((each) => each.name === name))
if (wanted.length === 0) refuse('Say which packages.', usage)
if (unknown.length > 0) refuse(`There is no package ${unknown.join(', ')}.`, usage)
if (values.out === '') refuse('--out takes a folder.', usage)

const usual = values.for === undefined ? join(root, '.atoll/packed') : join(values.for, 'vendor')
const out = resolve(typedIn, values.out ?? usual)
mkdirSync(out, { recursive: true })
mkdirSync(join(root, '.atoll'), { recursive: true })
const folder = mkdtempSync(join(root, '.atoll/packing-'))
try {
  const names = installedFor(packages, wanted)
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

/** The packages of ours that a service or a system says it needs. */
function namedIn(folder: string): readonly string[] {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) refuse(`There is no package.json in ${folder}.`, usage)
  // Every manifest has this shape, as far as it is looked at.
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Readonly<
    Partial<Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>>
  >
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  return names.filter((name) => name.startsWith('@atoll/'))
}
