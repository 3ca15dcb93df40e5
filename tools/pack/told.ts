/** What `npm run pack` says at its end: how npm installs what was packed, and which Node that needs. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The Node that a service runs on, by its first number: what `engines` of every package of ours says. */
export const majorLeast = 24

/** What was packed, and where for. */
export interface Packed {
  /** Paths of archives, absolute: npm writes them down relative to the service. */
  readonly archives: readonly string[]
  /** Of the machine's own Node. Shape: `v20.20.2`; null if there is none. */
  readonly nodeVersion: string | null
}

/** The lines for a person. */
export function toTold({ archives, nodeVersion }: Packed): string {
  const install = ['npm install', ...archives.map(quote)].join(' \\\n  ')
  const packages = archives.length === 1 ? '1 package' : `${archives.length} packages`
  return `${packages}. In the folder of your service:\n\n${install}\n\n${toldOfNode(nodeVersion)}`
}

function toldOfNode(version: string | null): string {
  const needs = `They need Node ${majorLeast} or newer`
  if (version === null) return `${needs}; there is no \`node\` on your path.`
  const major = Number.parseInt(version.replace(/^v/, ''), 10)
  if (major >= majorLeast) return `${needs}; your \`node\` is ${version}.`
  return (
    `${needs}; your \`node\` is ${version}. To try them all the same, in the folder of your service:\n\n` +
    `npm install node@${majorLeast}\nnpx node <your file>`
  )
}

/**
 * The version of the Node that a person types, which is not the one that runs this: npm puts `node_modules/.bin` first on
 * the path, where this repository has a Node of its own.
 */
export function versionOfOwnNode(path: string): string | null {
  const folders = path
    .split(delimiter)
    .filter((each) => each !== '' && !each.includes('node_modules') && !each.includes('node-gyp'))
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const node = folders.map((each) => join(each, name)).find((each) => existsSync(each))
  if (node === undefined) return null
  const { stdout, status } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}

/** For a shell. Source: POSIX.1-2024, Shell Command Language 2.2.2 */
function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
