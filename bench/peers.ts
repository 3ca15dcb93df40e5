/**
 * The peers have a manifest and a lock of their own below `bench/peers`, so that whoever works on the project does not
 * install them. They are installed when a measurement first needs them.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const folder = join(import.meta.dirname, 'peers')
const lock = join(folder, 'package-lock.json')
/** A copy of the lock that was installed; npm itself keeps none that could be compared. */
const installedLock = join(folder, 'node_modules', '.installed-lock.json')
/** The last lines of npm that an error shows. */
const linesMax = 6

/** Installs the peers unless the locked ones are here. Faults: one sentence, with what npm said. */
export async function installPeers(tell: (line: string) => void): Promise<void> {
  if ((await read(installedLock)) === (await read(lock))) return
  tell('installing the peers once, into bench/peers/node_modules')
  const child = spawn('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  const ended: readonly unknown[] = await once(child, 'close')
  if (ended[0] !== 0) {
    const last = said.trim().split('\n').slice(-linesMax).join('\n')
    throw new Error(
      `the peers could not be installed: connect to a package registry once, or run \`npm ci --prefix bench/peers --ignore-scripts\` yourself; npm said:\n${last}`,
    )
  }
  await copyFile(lock, installedLock)
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return ''
  }
}
