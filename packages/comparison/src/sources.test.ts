/** The proof that the same files ran under each answer sees each line that is changed, added, removed or moved. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { changedLines, readSources } from './sources.ts'

let directory = ''
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-sources-'))
  for (const folder of ['services/a', '.atoll/compare', 'node_modules/x'])
    await mkdir(join(directory, folder), { recursive: true })
})
after(() => rm(directory, { recursive: true, force: true }))

const write = (path: string, text: string) => writeFile(join(directory, path), text)

test('code and migrations are read, state and packages are not', async () => {
  await write('services/a/service.ts', 'one\ntwo\nthree\n')
  await write('services/a/1.sql', 'select 1')
  await write('services/a/picture.png', 'x')
  await write('.atoll/compare/atoll.ts', 'x')
  await write('node_modules/x/index.js', 'x')
  const found = await readSources(directory)
  assert.deepEqual([...found.keys()].toSorted(), ['services/a/1.sql', 'services/a/service.ts'])
  assert.deepEqual([...changedLines(found, await readSources(directory))], [])
})

test('each change of a line is seen', async () => {
  const path = 'services/a/service.ts'
  const found = await readSources(directory)
  for (const [text, lines] of [
    ['one\ntwo\n3\n', 2],
    ['one\ntwo\nthree\nfour\n', 1],
    ['one\nthree\n', 1],
    ['two\none\nthree\n', 1],
  ] as const) {
    await write(path, text)
    assert.deepEqual([...changedLines(found, await readSources(directory))], [[path, lines]])
  }
  await rm(join(directory, path))
  assert.deepEqual([...changedLines(found, await readSources(directory))], [[path, 4]])
})
