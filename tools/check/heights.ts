/**
 * The law of the house: import only from a smaller height, only what your own manifest lists, and
 * name an adapter only where systems are put together. The tools around us let a climb pass, so this
 * reads every import itself (type-only ones too). Called by `main.ts`.
 */
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import type { Import } from './imports.ts'
import type { Outcome, Problem } from './problem.ts'
import type { Source } from './source.ts'
import { isTest, isTestingEntry, type Package, packageOf, type Tree } from './tree.ts'

/** Heights up to this one are open to every adapter. */
const adapterHeightMax = 2

const builtins = new Set(builtinModules)

/** Compares every import of every package with heights and manifests. */
export function checkHeights(tree: Tree, sources: readonly Source[]): Outcome {
  const problems: Problem[] = tree.packages.flatMap((each) => checkManifest(tree, each))
  for (const source of sources) {
    const owner = packageOf(tree, source.file)
    if (source.parseError !== undefined) {
      problems.push({ file: source.file, message: `does not parse: ${source.parseError}` })
    }
    for (const each of source.imports) {
      const message = checkImport({ tree, owner, file: source.file }, each)
      if (message !== undefined) problems.push({ file: source.file, line: each.line, message })
    }
  }
  const count = sources.reduce((sum, source) => sum + source.imports.length, 0)
  problems.push(...checkCoverage(tree, sources))
  return { problems, read: `${count} imports in ${sources.length} files` }
}

type Place = {
  readonly tree: Tree
  readonly owner: Package | undefined
  readonly file: string
}

/** A check that reads nothing is always green: each package must have given it something to read. */
function checkCoverage(tree: Tree, sources: readonly Source[]): Problem[] {
  const owners = new Set(sources.map((source) => packageOf(tree, source.file)?.name))
  if (tree.packages.length === 0) {
    return [{ file: 'package.json', message: 'no package was found: look at "workspaces"' }]
  }
  return tree.packages
    .filter((each) => !owners.has(each.name))
    .map((each) => ({
      file: each.folder,
      message: 'has no source file yet: write src/index.ts, or remove the package',
    }))
}

function checkManifest(tree: Tree, owner: Package): Problem[] {
  const file = `${owner.folder}/package.json`
  const missing = Object.entries(owner.entries).filter(
    ([, source]) => !tree.files.includes(`${owner.folder}/${source}`),
  )
  const isBegun = missing.length < Object.keys(owner.entries).length
  const entries = missing.map(([subpath, source]) => ({
    file,
    message: `exports '${subpath}', but ${source} does not exist`,
  }))
  const climbs = Object.keys(owner.dependencies).flatMap((name) => {
    const target = tree.packages.find((each) => each.name === name)
    const message = target && climb(owner, target)
    return message === undefined ? [] : [{ file, message }]
  })
  return isBegun ? [...entries, ...climbs] : climbs
}

function checkImport(place: Place, each: Import): string | undefined {
  if (each.specifier.startsWith('.')) return checkRelative(place, each.specifier)
  if (each.specifier.startsWith('/')) {
    return place.file.endsWith('.ts') ? 'an absolute path: import by package name' : undefined
  }
  if (each.specifier.startsWith('node:')) return undefined
  if (builtins.has(each.specifier)) return `write 'node:${each.specifier}'`
  return checkPackage(place, each)
}

function checkPackage({ tree, owner, file }: Place, each: Import): string | undefined {
  const name = packageName(each.specifier)
  const target = tree.packages.find((candidate) => candidate.name === name)
  const unknown = target && checkSubpath(target, each.specifier)
  if (unknown !== undefined) return unknown
  if (owner === undefined || isLoose(owner, file)) return checkAnywhere(tree, { owner, name })
  if (target === owner) return 'imports its own package by name: use a relative path'
  const listed = name in owner.dependencies || (each.isTypeOnly && isTypesListed(owner, name))
  if (!listed) return `'${name}' is not in the dependencies of ${owner.folder}/package.json`
  if (target === undefined) return undefined
  return climb(owner, target) ?? checkAdapterNamed(owner, target, file)
}

/** Whether a file is for tests alone. What a package ships obeys its manifest, even if it ships it for tests. */
export function isLoose(owner: Package, file: string): boolean {
  if (isTest(file)) return true
  const path = file.slice(owner.folder.length + 1)
  return (
    isTestingEntry(path) && !Object.values(owner.entries).some((entry) => isPartOf(path, entry))
  )
}

function isPartOf(path: string, entry: string): boolean {
  return path === entry || path.startsWith(`${entry.replace(/\.ts$/, '')}/`)
}

function climb(owner: Package, target: Package): string | undefined {
  if (owner.familyFolder !== undefined) {
    if (target.folder === owner.familyFolder || target.height <= adapterHeightMax) return undefined
    return `${owner.name} is an adapter: it may use its family (${owner.familyFolder}) and heights 0 to ${adapterHeightMax}, not ${target.name} (height ${target.height})`
  }
  if (target.height < owner.height) return undefined
  return `climbs: ${owner.name} (height ${owner.height}) may not use ${target.name} (height ${target.height})`
}

/** Systems are put together in few places; everybody else speaks to the port. */
function checkAdapterNamed(owner: Package, target: Package, file: string): string | undefined {
  if (target.familyFolder === undefined || namesAdapters(owner)) return undefined
  if (/(^|\/)(atoll|main)\.ts$/.test(file)) return undefined
  return `names the adapter ${target.name}: only embedded, the CLI, the testkit, tests, atoll.ts and main.ts may`
}

function namesAdapters(owner: Package): boolean {
  return ['@atoll/embedded', '@atoll/cli', '@atoll/testkit'].includes(owner.name)
}

function isTypesListed(owner: Package, name: string): boolean {
  const types = `@types/${name.replace(/^@/, '').replace('/', '__')}`
  return name in owner.devDependencies || types in owner.devDependencies
}

function checkAnywhere(
  tree: Tree,
  { owner, name }: { owner: Package | undefined; name: string },
): string | undefined {
  const isListed =
    tree.rootDependencies.has(name) ||
    (owner !== undefined && name in owner.devDependencies) ||
    tree.packages.some((each) => each.name === name || name in each.dependencies)
  return isListed ? undefined : `'${name}' is in no manifest: add it to the devDependencies`
}

function checkSubpath(target: Package, specifier: string): string | undefined {
  const subpath = `.${specifier.slice(target.name.length)}`
  if (subpath in target.entries) return undefined
  const entries = Object.keys(target.entries).join(', ')
  return `'${specifier}' is no entry of ${target.name}, which exports ${entries || 'nothing'}`
}

function checkRelative({ tree, owner, file }: Place, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(file), specifier)
  if (owner === undefined) {
    return packageOf(tree, target) ? 'reaches into a package: import it by name' : undefined
  }
  if (!target.startsWith(`${owner.folder}/`)) return 'leaves its package: import by package name'
  if (packageOf(tree, target) !== owner) return 'reaches into an adapter: import it by name'
  return isTest(file) ? undefined : checkService(file, target)
}

/** Services share contracts and nothing else: `services/a` never sees the inside of `services/b`. */
function checkService(file: string, target: string): string | undefined {
  const own = serviceOf(file)
  const other = serviceOf(target)
  if (own === undefined || other === undefined || own === other) return undefined
  if (/(^|\/)(contract\.ts|[^/]+\.contract\.ts)$/.test(target)) return undefined
  return `reads the source of ${other}: a service knows another one by its contract only`
}

function serviceOf(file: string): string | undefined {
  return /^(.*\/services\/[^/]+)\//.exec(file)?.[1]
}

function packageName(specifier: string): string {
  const parts = specifier.split('/')
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}
