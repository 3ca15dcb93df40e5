import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { isFault } from '@atoll/pipeline'
import { type Decisions, postgres, rest } from '@atoll/system'
import { readRecord, writeRecord } from './record.ts'

const small: Decisions = { communication: rest(), messaging: postgres() }

function place(t: TestContext, text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-record-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'decisions.ts')
  if (text !== undefined) writeFileSync(file, text)
  return file
}

async function refusal(file: string): Promise<string> {
  try {
    await readRecord(file)
  } catch (thrown) {
    assert.ok(isFault(thrown) && thrown.code === 'record_unreadable', String(thrown))
    return thrown.message
  }
  return assert.fail('it was read')
}

describe('the record on the disk', () => {
  it('is read as it was written, also after it changed', async (t) => {
    const file = place(t)
    assert.equal(await readRecord(file), null)
    assert.equal(writeRecord(file, small), 'written')
    assert.deepEqual(await readRecord(file), small)
    const more: Decisions = {
      ...small,
      about: { brownfield: false, polyglot: false, webUi: true },
      logs: {
        pattern: 'log-aggregation',
        adapter: 'files',
        reason: 'one place',
        date: '2026-11-23',
      },
    }
    assert.equal(writeRecord(file, more), 'written')
    assert.deepEqual(await readRecord(file), more)
  })

  it('is not touched where nothing changed, and leaves no draft behind', async (t) => {
    const file = place(t)
    writeRecord(file, small)
    assert.equal(writeRecord(file, small), 'same')
    assert.deepEqual(readdirSync(join(file, '..')), ['decisions.ts'])
    assert.match(readFileSync(file, 'utf8'), /as const satisfies Decisions\n$/)
  })

  it('is refused with one clear sentence if it is no program', async (t) => {
    const said = await refusal(place(t, 'export const decisions = { oops'))
    assert.match(said, /^decisions.ts cannot be read:\n- .+\nRepair it, or move it away/)
    assert.ok(!said.includes('    at '), said)
  })

  it('is refused if it has no decisions, or throws', async (t) => {
    assert.match(await refusal(place(t, 'export const other = 1')), /exports no decisions/)
    assert.match(await refusal(place(t, "throw new Error('no disk')")), /- no disk\n/)
  })

  it('is refused with all mistakes at once', async (t) => {
    const text = "export const decisions = { loging: 1, audit: 'yes' }"
    const said = await refusal(place(t, text))
    assert.match(said, /decisions.loging: there is no such area/)
    assert.match(said, /decisions.audit: write/)
    assert.match(said, /decisions.communication is missing/)
  })
})
