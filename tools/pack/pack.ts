/**
 * Packs every package of the workspace the way a publisher would: compiled, with a manifest that
 * names no source. Called by its test (and, one day, by a release). Everything happens in a folder
 * outside of the tree; no package is touched.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from '../build/compile.ts'
import { runCommand } from '../check/command.ts'
import { isTest, type Package, readTree } from '../check/tree.ts'

/** A packed package. */
export type Tarball = { readonly owner: Package; readonly file: string }

/** Compiles all packages that have sources and packs them, or those that are wanted; returns one tarball each. */
export async function packAll(
  root: string,
  folder: string,
  isWanted: (owner: Package) => boolean = () => true,
): Promise<readonly Tarball[]> {
  const compiled = join(folder, 'compiled')
  const { code, stdout, stderr } = await compile(root, {
    folder: compiled,
    onlyDeclarations: false,
  })
  if (code !== 0) throw new Error(`the packages do not compile:\n${stdout}${stderr}`)
  const tree = readTree(root)
  const owners = tree.packages.filter(
    (each) => !each.isPrivate && hasSource(tree.files, each) && isWanted(each),
  )
  const staged = owners.map((owner) => {
    const place = join(folder, 'staged', owner.name.replace('/', '+'))
    stage({ root, compiled, owner, place, files: tree.files })
    return place
  })
  const tarballs = join(folder, 'tarballs')
  mkdirSync(tarballs, { recursive: true })
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', tarballs, ...staged]
  const packed = await runCommand('npm', args, { cwd: folder })
  if (packed.code !== 0) throw new Error(`npm pack failed:\n${packed.stdout}${packed.stderr}`)
  return owners.map((owner) => {
    const name = owner.name.replace('@', '').replace('/', '-')
    return { owner, file: join(tarballs, `${name}-${versionOf(root, owner)}.tgz`) }
  })
}

function hasSource(files: readonly string[], { folder }: Package): boolean {
  return (
    files.includes(`${folder}/src/index.ts`) ||
    files.some((each) => each.startsWith(`${folder}/bin/`))
  )
}

type Staging = {
  readonly root: string
  readonly compiled: string
  readonly owner: Package
  readonly place: string
  readonly files: readonly string[]
}

function stage({ root, compiled, owner, place, files }: Staging): void {
  const from = join(root, owner.folder)
  mkdirSync(place, { recursive: true })
  const built = join(compiled, owner.folder, 'src')
  // What is a command only has nothing to compile.
  if (existsSync(built)) cpSync(built, join(place, 'dist'), { recursive: true })
  const text = readFileSync(join(from, 'package.json'), 'utf8')
  // What is compiled is there already; all else goes as it is.
  const extras = ['README.md', ...filesOf(text)].map((each) => `${owner.folder}/${each}`)
  for (const file of files) {
    const isExtra = extras.some((extra) => file === extra || file.startsWith(`${extra}/`))
    if (isExtra) cpSync(join(root, file), join(place, file.slice(owner.folder.length)))
  }
  const source = `${owner.folder}/src/`
  for (const file of files.filter((each) => each.startsWith(source) && !each.endsWith('.ts'))) {
    if (!isTest(file)) cpSync(join(root, file), join(place, 'dist', file.slice(source.length)))
  }
  writeFileSync(join(place, 'package.json'), toPublished(text))
}

/** Removes what only the workspace knows: the sources' condition and its development needs. */
export function toPublished(manifest: string): string {
  const fields = new Map(entriesOf(JSON.parse(manifest)))
  fields.delete('devDependencies')
  const exports = entriesOf(fields.get('exports')).map(([subpath, target]) => [
    subpath,
    typeof target === 'object' ? withoutSource(target) : target,
  ])
  fields.set('exports', Object.fromEntries(exports))
  return `${JSON.stringify(Object.fromEntries(fields), null, 2)}\n`
}

function withoutSource(target: unknown): object {
  return Object.fromEntries(entriesOf(target).filter(([condition]) => condition !== 'atoll-source'))
}

/** Files and folders that a manifest names, but for what is compiled. */
function filesOf(manifest: string): string[] {
  const named = new Map(entriesOf(JSON.parse(manifest))).get('files')
  return Array.isArray(named) ? named.map(String).filter((each) => each !== 'dist') : []
}

function entriesOf(value: unknown): [string, unknown][] {
  return Object.entries(value ?? {})
}

function versionOf(root: string, owner: Package): string {
  const manifest: unknown = JSON.parse(
    readFileSync(join(root, owner.folder, 'package.json'), 'utf8'),
  )
  const version = new Map(entriesOf(manifest)).get('version')
  if (typeof version !== 'string') throw new Error(`${owner.folder}/package.json has no version`)
  return version
}
