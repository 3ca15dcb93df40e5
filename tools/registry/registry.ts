/**
 * A package registry on this machine, for tests that do what a new user does. It has our packages and nobody else's: all
 * others it fetches from the registry that npm is set to here. Verdaccio has a manifest and a lock of its own, so that
 * whoever works on the project does not install it (docs/why/0027).
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { freePort, until } from '@atoll/testkit'
import { runCommand } from '../check/command.ts'

const home = import.meta.dirname
const lock = join(home, 'package-lock.json')
/** A copy of the lock that was installed; npm itself keeps none that could be compared. */
const installedLock = join(home, 'node_modules', '.installed-lock.json')
/** A registry at work. */
export interface Registry extends AsyncDisposable {
  /** Shape: `http://127.0.0.1:40123`. */
  readonly url: string
  /** The lines of an `.npmrc` with which npm uses it. */
  readonly npmrc: string
  /** Publishes tarballs. */
  publish(tarballs: readonly string[]): Promise<void>
}

/** Starts one that keeps what it has below `folder`. */
export async function openRegistry(folder: string): Promise<Registry> {
  await install()
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const config = join(folder, 'config.yaml')
  writeFileSync(config, configOf(await machineRegistry()))
  const program = join(home, 'node_modules/verdaccio/bin/verdaccio')
  const child = spawn(process.execPath, [program, '--config', config, '--listen', url], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const isUp = async () => (await fetch(`${url}/-/ping`).catch(() => null))?.ok === true
  await until(isUp, { withinMs: 30_000, what: 'the registry to answer', explain: () => said })
  return {
    url,
    npmrc: `registry=${url}/\n`,
    async publish(tarballs) {
      for (const tarball of tarballs) await publishOne(url, tarball)
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** One request each, as npm makes it. Source: the package metadata of the npm registry, docs of npm/registry */
async function publishOne(url: string, tarball: string): Promise<void> {
  const unpacked = await runCommand('tar', ['-xOzf', tarball, 'package/package.json'], {
    cwd: home,
  })
  // A manifest of ours, out of a tarball of ours.
  const manifest = JSON.parse(unpacked.stdout) as {
    readonly name: string
    readonly version: string
  }
  const { name, version } = manifest
  const data = readFileSync(tarball)
  const file = `${name}-${version}.tgz`
  const dist = {
    integrity: `sha512-${createHash('sha512').update(data).digest('base64')}`,
    shasum: createHash('sha1').update(data).digest('hex'),
    tarball: `${url}/${name}/-/${basename(file)}`,
  }
  const body = {
    _id: name,
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
    _attachments: {
      [file]: {
        content_type: 'application/octet-stream',
        data: data.toString('base64'),
        length: data.length,
      },
    },
  }
  const reply = await fetch(`${url}/${name.replace('/', '%2f')}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!reply.ok) throw new Error(`${name} was not published: ${reply.status} ${await reply.text()}`)
}

/** Where npm on this machine gets packages from. */
async function machineRegistry(): Promise<string> {
  const { stdout } = await runCommand('npm', ['config', 'get', 'registry'], { cwd: home })
  return stdout.trim()
}

/** Source: verdaccio.org, Configuration File */
function configOf(upstream: string): string {
  return `storage: ./storage
max_body_size: 200mb
web:
  enable: false
uplinks:
  machine:
    url: ${upstream}
    timeout: 60s
    maxage: 1h
packages:
  '@atoll/*':
    access: $all
    publish: $all
  'create-atoll':
    access: $all
    publish: $all
  '**':
    access: $all
    proxy: machine
log: { type: stdout, format: pretty, level: warn }
`
}

/** Installs verdaccio unless the locked one is here. Faults: an Error with what npm said. */
async function install(): Promise<void> {
  if (
    existsSync(installedLock) &&
    readFileSync(installedLock, 'utf8') === readFileSync(lock, 'utf8')
  )
    return
  const args = ['ci', '--prefix', home, '--ignore-scripts', '--no-audit', '--no-fund']
  const { code, stdout, stderr } = await runCommand('npm', args, { cwd: home })
  if (code !== 0) throw new Error(`verdaccio could not be installed; npm said:\n${stdout}${stderr}`)
  copyFileSync(lock, installedLock)
}
