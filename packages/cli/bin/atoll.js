#!/usr/bin/env node
// Starts the command line with a Node that can run it. This file is plain JavaScript and runs in any Node since 16: it
// looks for Node 24, which npm brings as `node-<platform>-<arch>`, and hands over. It does nothing else.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import module from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const majorMin = 24
const here = dirname(fileURLToPath(import.meta.url))
const source = join(here, '..', 'src', 'main.ts')
const isSource = existsSync(source)
const main = isSource ? source : join(here, '..', 'dist', 'main.js')
// On a large machine V8 lets the young objects of a process grow to 134 MB, which makes a service no faster. Whoever sets
// it keeps their own. MB.
const thrift = '--max-semi-space-size'
const isSet = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((each) =>
  each.includes(thrift),
)
const flags = [
  ...(isSource ? ['--conditions=atoll-source'] : []),
  ...(process.argv[2] === 'start' && !isSet ? [`${thrift}=8`] : []),
]

const canRun = majorOf(process.versions.node) >= majorMin
const hasFlags = flags.every((flag) => process.execArgv.includes(flag))

if (canRun && hasFlags) {
  // Compiled code is kept between starts, in a folder that only this user can write: it halves the time of a start.
  module.enableCompileCache?.(join(homedir(), '.cache', 'atoll', 'compiled'))
  const { main: run } = await import(new URL(`file://${main}`).href)
  const code = await run(process.argv.slice(2))
  // What a slow reader has not taken yet would be lost.
  await Promise.all([process.stdout, process.stderr].map(flushed))
  // A last line that could not be written is told of a turn later.
  setImmediate(() => process.exit(code))
} else {
  const node = canRun ? process.execPath : findNode()
  if (node === null) {
    process.stderr.write(
      `atoll needs Node ${majorMin} or later, and this is Node ${process.versions.node}: run \`npm install\` in your ` +
        'project (it brings the right Node, unless optional dependencies are left out), or install a newer Node.\n',
    )
    process.exit(1)
  }
  handOver(node)
}

/** Runs this file again in the other Node and ends as it ends. Signals go on; the terminal's it gets by itself. */
function handOver(node) {
  const self = fileURLToPath(import.meta.url)
  const child = spawn(node, [...process.execArgv, ...flags, self, ...process.argv.slice(2)], {
    // Through the channel the other one notices when this one is killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`atoll cannot start ${node}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code) => process.exit(code ?? 1))
}

/** The nearest one that npm installed, seen from this package and from the working directory. */
function findNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  for (const folder of [...parents(here), ...parents(process.cwd())]) {
    const modules = join(folder, 'node_modules')
    const brought = join(modules, `node-${platform}-${process.arch}`)
    const version = versionIn(brought)
    if (majorOf(version) >= majorMin) return join(brought, 'bin', program)
    const linked = join(modules, '.bin', program)
    if (existsSync(linked) && majorOf(askVersion(linked)) >= majorMin) return linked
  }
  return null
}

function flushed(stream) {
  return new Promise((resolve) => {
    stream.write('', resolve)
  })
}

function parents(folder) {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...parents(above)]
}

function versionIn(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
  } catch {
    return ''
  }
}

function askVersion(node) {
  return spawnSync(node, ['--version'], { encoding: 'utf8', timeout: 5000 }).stdout ?? ''
}

function majorOf(version) {
  return Number(/^v?(\d+)\./.exec(version)?.[1] ?? 0)
}
