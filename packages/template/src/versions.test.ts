/** A new system depends on what this repository was tested with. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readModel } from './models.ts'
import { ownedEntries } from './owned-files.ts'
import { nodePlatforms, ownVersion, versions } from './versions.ts'

const root = join(import.meta.dirname, '../../..')

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

// A manifest of ours.
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest

test('versions are those of this repository', () => {
  const { devDependencies, optionalDependencies } = read('package.json')
  assert.equal(devDependencies?.['zod'], versions.zod)
  assert.equal(devDependencies?.['typescript'], versions.typescript)
  assert.equal(devDependencies?.['@types/node'], versions.nodeTypes)
  const nodes = nodePlatforms.map((platform) => [`node-${platform}`, versions.node])
  assert.deepEqual(optionalDependencies, Object.fromEntries(nodes))
})

test('our own packages are there, in this version', () => {
  const { dependencies, devDependencies } = ownedEntries()
  const wanted = { ...dependencies, ...devDependencies }
  const all = globSync('packages/*/package.json', { cwd: root }).map(read)
  for (const name of Object.keys(wanted).filter((each) => each.startsWith('@atoll/')))
    assert.equal(all.find((each) => each.name === name)?.version, ownVersion, name)
})

test('a new system depends on what its files import, and on nothing else', () => {
  const text = [...readModel('system').values()].join('\n')
  const imported = [...text.matchAll(/from '((?:@\w+\/)?\w[\w-]*)/g)].map(([, name = '']) => name)
  const { dependencies, devDependencies } = ownedEntries()
  // The command line, the compiler and the types of Node are used without an import.
  const others = ['@atoll/cli', '@types/node', 'typescript']
  assert.deepEqual(
    new Set([...imported, ...others]),
    new Set([...Object.keys({ ...dependencies, ...devDependencies }), 'node']),
  )
})
