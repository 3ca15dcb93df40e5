import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { test, type TestContext } from 'node:test'
import { createLastLines, lastLinesMax } from './last-lines.ts'
import { createOutput, lineCharactersMax } from './output.ts'

function place(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-output-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'deep', 'one.ndjson')
}

test('two streams of one process never share a line, and the last line needs no end', async (t) => {
  const file = place(t)
  const output = createOutput(file)
  const [out, err] = [new PassThrough(), new PassThrough()]
  const kept = Promise.all([output.keep(out), output.keep(err)])
  out.write('{"a":')
  err.write('warn')
  out.write('1}\n')
  err.end('ing')
  out.end()
  await kept
  assert.deepEqual(readFileSync(file, 'utf8').split('\n').toSorted(), ['', 'warning', '{"a":1}'])
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('a file of exactly its size stays; what comes after moves it aside, once', async (t) => {
  const file = place(t)
  const output = createOutput(file, 10)
  await output.keep(Readable.from(['12345\n']))
  await output.keep(Readable.from(['789\n']))
  assert.equal(existsSync(`${file}.1`), false)
  await output.keep(Readable.from(['a\n']))
  assert.equal(readFileSync(`${file}.1`, 'utf8'), '12345\n789\n')
  assert.equal(readFileSync(file, 'utf8'), 'a\n')
  await output.keep(Readable.from(['bbbbbbbbb\n']))
  assert.equal(readFileSync(`${file}.1`, 'utf8'), 'a\n')
})

test('a line beyond its limit becomes several', async (t) => {
  const file = place(t)
  await createOutput(file).keep(Readable.from(['x'.repeat(lineCharactersMax), 'y']))
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  assert.deepEqual(
    lines.map((line) => line.length),
    [lineCharactersMax, 1],
  )
})

test('a disk that takes nothing does not stop the reading', async (t) => {
  const file = place(t)
  await createOutput('/dev/null/no/file').keep(Readable.from(['a\n', 'b\n']))
  assert.equal(existsSync(file), false)
})

test('the last lines are few, and a stack is none of them', () => {
  const last = createLastLines()
  assert.equal(last.told(), '')
  for (let line = 0; line < lastLinesMax; line++) last.add(`line ${line}`)
  for (const line of ['Error: boom', '    at file.ts:1:1', '', '  }', 'Node.js v24.0.0'])
    last.add(line)
  const told = [13, 14, 15, 16, 17, 18, 19].map((line) => `\n  line ${line}`)
  assert.equal(last.told(), `${told.join('')}\n  Error: boom`)
})
