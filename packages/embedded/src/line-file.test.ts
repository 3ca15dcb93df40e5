/** A file of lines keeps its bound, and a disk that takes nothing loses lines, never the process. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { openLineFile } from './line-file.ts'

let directory: string
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-lines-'))
})
after(() => rm(directory, { recursive: true, force: true }))

test('a file is continued where it ended', async () => {
  const path = join(directory, 'continued.ndjson')
  for (const line of ['one\n', 'two\n']) {
    const file = await openLineFile(path)
    file.write(line)
    await file.close()
  }
  assert.equal(await readFile(path, 'utf8'), 'one\ntwo\n')
})

test('at its bound a file is kept, one byte over it moves aside, and no line is lost', async () => {
  const path = join(directory, 'bounded.ndjson')
  const first = await openLineFile(path, { bytesMax: 10 })
  first.write('12345678\n')
  first.write('\n')
  await first.close()
  assert.equal((await readAll(path)).moved, null)
  const second = await openLineFile(path, { bytesMax: 10 })
  second.write('x\n')
  await second.close()
  const { moved, current } = await readAll(path)
  assert.equal(`${moved ?? ''}${current ?? ''}`, '12345678\n\nx\n')
  assert.notEqual(moved, null)
})

test('a disk that takes nothing ends neither the process nor the wait for the end', async () => {
  const file = await openLineFile('/dev/full')
  for (let line = 0; line < 3; line += 1) file.write(`${'x'.repeat(1_000_000)}\n`)
  await file.close()
})

test('what is written while a full file moves aside goes into the next one', async () => {
  const path = join(directory, 'burst.ndjson')
  const clock = createSimulatedClock()
  const file = await openLineFile(path, { bytesMax: 100, clock })
  const lines = Array.from({ length: 10 }, (_, index) => `line ${index} ${'x'.repeat(12)}\n`)
  for (const line of lines.slice(0, 8)) file.write(line)
  await clock.advance(10)
  // Those have left by now, and the disk takes longer than this turn of the loop.
  for (const line of lines.slice(8)) file.write(line)
  await file.close()
  const { moved, current } = await readAll(path)
  assert.equal(`${moved ?? ''}${current ?? ''}`, lines.join(''))
  assert.notEqual(moved, null)
})

test('a folder that cannot be written to does not end the process', async () => {
  await assert.rejects(openLineFile('/dev/null/never/lines.ndjson'))
  const file = await openLineFile('/dev/full')
  file.write('lost\n')
  await file.close()
})

async function readAll(path: string) {
  const read = (name: string) => readFile(name, 'utf8').catch(() => null)
  return { moved: await read(`${path}.1`), current: await read(path) }
}
