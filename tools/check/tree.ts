/**
 * Reads the house: which packages stand where, how high, and which files they hold. Every part of
 * the check and every generator starts here. Never looks into node_modules, dist or .atoll.
 */
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/** A package of the workspace as its manifest describes it. */
export type Package = {
  readonly name: string
  /** Path from the root, with forward slashes. */
  readonly folder: string
  readonly height: number
  readonly question: string
  /** For `packages/x/adapters/y`: the folder `packages/x`. */
  readonly familyFolder: string | undefined
  /** All names this package may import at run time, with their ranges. */
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  /** Subpaths of `exports` with the source file each one names: `.` → `src/index.ts`. */
  readonly entries: Readonly<Record<string, string>>
  readonly isPrivate: boolean
}

/** The workspace: its packages by name and all its files. */
export type Tree = {
  readonly root: string
  readonly packages: readonly Package[]
  /** Names that the root manifest installs for tests and tools. */
  readonly rootDependencies: ReadonlySet<string>
  /** All files, sorted, as paths from the root with forward slashes. */
  readonly files: readonly string[]
}

type Manifest = {
  name?: string
  description?: string
  private?: boolean
  workspaces?: string[]
  atoll?: { height?: number }
  exports?: Record<string, string | Record<string, string>>
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

const foldersSkipped = new Set(['node_modules', 'dist', '.atoll', '.git'])

/** Reads the workspace below `root`. */
export function readTree(root: string): Tree {
  const manifest = readManifest(join(root, 'package.json'))
  const folders = globSync(
    (manifest.workspaces ?? []).map((pattern) => `${pattern}/package.json`),
    { cwd: root },
  )
    .map((path) => toSlashes(dirname(path)))
    .filter((folder) => !folder.includes('node_modules'))
  return {
    root,
    packages: folders.map((folder) => readPackage(root, folder)).toSorted(byHeight),
    rootDependencies: new Set(
      Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }),
    ),
    files: listFiles(root, root).toSorted(),
  }
}

/** The package that holds a file: the one with the longest matching folder. */
export function packageOf(tree: Tree, file: string): Package | undefined {
  let found: Package | undefined
  for (const candidate of tree.packages) {
    const isInside = file.startsWith(`${candidate.folder}/`)
    if (isInside && candidate.folder.length > (found?.folder.length ?? 0)) found = candidate
  }
  return found
}

/** Tests, proofs and measurements may climb and are measured more gently; what a package ships is none of them. */
export function isTest(file: string): boolean {
  return /\.(test|bench)\.ts$/.test(file) || proofs.some((folder) => folder.test(file))
}
const proofs = [
  /(^|\/)journeys\//,
  /^examples\/[^/]+\/(checker|faults|replay)\//,
  /^(bench|tools)\//,
]

/** What a package ships for other people's tests: a conformance suite, or doubles. */
export function isTestingEntry(file: string): boolean {
  return /(^|\/)(testing|conformance)(\.ts$|\/)/.test(file)
}

function readPackage(root: string, folder: string): Package {
  const manifest = readManifest(join(root, folder, 'package.json'))
  const height = manifest.atoll?.height
  if (manifest.name === undefined || height === undefined) {
    throw new Error(`${folder}/package.json needs "name" and "atoll": { "height": n }`)
  }
  return {
    name: manifest.name,
    folder,
    height,
    question: manifest.description ?? '',
    familyFolder: /^(.+)\/adapters\/[^/]+$/.exec(folder)?.[1],
    dependencies: {
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.peerDependencies,
    },
    devDependencies: manifest.devDependencies ?? {},
    entries: readEntries(manifest),
    isPrivate: manifest.private === true,
  }
}

function readEntries(manifest: Manifest): Record<string, string> {
  const entries: Record<string, string> = {}
  for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
    const source = typeof target === 'string' ? target : target['atoll-source']
    if (source !== undefined) entries[subpath] = source.replace(/^\.\//, '')
  }
  return entries
}

function readManifest(path: string): Manifest {
  // A manifest is JSON that npm has already accepted; the fields read here are the ones npm types so.
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return foldersSkipped.has(entry.name) ? [] : listFiles(root, path)
    return entry.isFile() ? [toSlashes(relative(root, path))] : []
  })
}

function byHeight(left: Package, right: Package): number {
  return left.height - right.height || left.name.localeCompare(right.name)
}

function toSlashes(path: string): string {
  return path.split(sep).join('/')
}
