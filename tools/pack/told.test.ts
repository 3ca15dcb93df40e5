import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { readTree } from '../check/tree.ts'
import { majorLeast, toTold, versionOfOwnNode } from './told.ts'

const archives = ['/home/ada/packed/one-0.1.0.tgz', '/home/ada/my packed/two-0.1.0.tgz']

test('npm is told each archive, so that nothing else that lies beside it is installed', () => {
  assert.match(
    toTold({ archives, nodeVersion: 'v24.1.0' }),
    /npm install \\\n {2}\/home\/ada\/packed\/one-0\.1\.0\.tgz \\\n {2}'\/home\/ada\/my packed\/two-0\.1\.0\.tgz'\n/,
  )
})

test('the Node that is needed is always told, with what to do where the own one is older', () => {
  const told = (nodeVersion: string | null) => toTold({ archives, nodeVersion })
  assert.match(
    told('v20.20.2'),
    /need Node 24 or newer; your `node` is v20\.20\.2\. .*\n\nnpm install node@24\nnpx/,
  )
  for (const version of ['v24.0.0', 'v26.1.0']) {
    assert.match(told(version), new RegExp(`need Node 24 or newer; your \`node\` is ${version}`))
    assert.doesNotMatch(told(version), /npm install node/)
  }
  assert.match(told(null), /need Node 24 or newer; there is no `node`/)
})

test('the Node of a repository on the path is not the one that a person types', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-told-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const place = (name: string, version: string) => {
    const bin = join(folder, name)
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, 'node'), `#!/bin/sh\necho ${version}\n`)
    chmodSync(join(bin, 'node'), 0o755)
    return bin
  }
  const npms = place('node_modules/.bin', 'v24.21.0')
  const own = place('bin', 'v20.20.2')
  assert.equal(versionOfOwnNode([npms, own].join(delimiter)), 'v20.20.2')
  assert.equal(versionOfOwnNode(npms), null)
})

test('what is told is what the packages say themselves', () => {
  const root = join(import.meta.dirname, '../..')
  // What is a command only is not for a service.
  for (const { name, folder, isPrivate, entries } of readTree(root).packages)
    if (!isPrivate && Object.keys(entries).length > 0) {
      const text = readFileSync(join(root, folder, 'package.json'), 'utf8')
      // A manifest of ours.
      const { engines } = JSON.parse(text) as { engines?: { node?: string } }
      assert.equal(engines?.node, `>=${majorLeast}`, name)
    }
})
