/** Two sides that differ in one thing are told apart by it and by nothing else, and nothing of them stays. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemClock } from '@atoll/pipeline'
import { postgres, rest } from '@atoll/system'
import { compare, type CompareOptions, isRight } from './compare.ts'
import { renderComparison } from './render.ts'
import { createTestStage, simpleTrial } from './testing.ts'

let directory = ''
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-compare-'))
  await writeFile(join(directory, 'atoll.ts'), 'one\ntwo\n')
})
after(() => rm(directory, { recursive: true, force: true }))

const manners = { quick: { answerMs: 2, riseMs: 30 }, slow: { answerMs: 25, riseMs: 900 } }

function optionsOf(more: Partial<CompareOptions>): CompareOptions {
  const side = (answer: string) => {
    const words = { pattern: 'client-side-discovery', adapter: answer }
    return { answer, decisions: {}, environment: {}, ...words }
  }
  const decisions = { communication: rest(), messaging: postgres() }
  return {
    system: { name: 'page', services: [], gateways: [], external: {}, decisions },
    directory,
    decision: 'discovery',
    sides: [side('quick'), side('slow')],
    trial: { ...simpleTrial, kill: 'priced' },
    rounds: 4,
    seconds: 0.5,
    stage: createTestStage(manners).stage,
    clock: systemClock,
    tell: () => {},
    cancelled: new AbortController().signal,
    ...more,
  }
}

test('the slower side is told by its latency and its fall, with the ratio', async () => {
  const { stage, started, counts } = createTestStage(manners)
  const found = await compare(optionsOf({ stage }))
  assert.ok(isRight(found))
  assert.equal(counts.running, 0)
  // Journeys first, then there and back.
  const order = 'quick slow quick slow slow quick slow quick quick slow'
  assert.deepEqual(started.join(' '), order)
  const measured = (name: string) => {
    const slow = found.measures.find((each) => each.name === name)?.answers[1]
    assert.ok(slow, name)
    return slow
  }
  for (const name of ['latency, median', 'a fall, until well', 'actions lost in a fall'])
    assert.equal(measured(name).standing, 'more', name)
  assert.ok((measured('latency, median').ratio ?? 0) > 3)
  assert.equal(measured('throughput').standing, 'less')
  assert.equal(measured('start to ready').standing, 'no-difference')
  const { verdicts, remarks } = renderComparison(found)
  assert.match(verdicts.join('\n'), /Latency, median: quick is better than slow \(slow has \d/)
  assert.match(verdicts.at(-1) ?? '', /No difference that this run can tell: .*start to ready/)
  assert.match(
    remarks.join('\n'),
    /priced was killed under load 4 times, and all was served again 4/,
  )
  assert.match(remarks.join('\n'), /Lines changed in services: 0; the same 1 files/)
})

test('a file that is changed meanwhile makes it say so, and nothing goes on running', async () => {
  const { stage, started, counts } = createTestStage(manners)
  const tell = (progress: string) => {
    if (progress.startsWith('round 1 of 4: slow'))
      void writeFile(join(directory, 'atoll.ts'), 'one\nthree\n')
  }
  await assert.rejects(compare(optionsOf({ stage, tell })), /atoll\.ts was changed.*2 lines in 1/)
  assert.deepEqual(started, ['quick', 'slow', 'quick', 'slow'])
  assert.equal(counts.running, 0)
})

test('a journey that fails under an answer is told with its reason', async () => {
  const journeys = [
    ...simpleTrial.journeys,
    {
      title: 'it is quick',
      async run({ url }: { readonly url: string }) {
        const { answer } = (await (await fetch(url)).json()) as { answer: string }
        if (answer !== 'quick') throw new Error('it was not')
      },
    },
  ]
  const trial = { ...simpleTrial, journeys, kill: 'priced' }
  const found = await compare(optionsOf({ trial, rounds: 1, seconds: 0.1 }))
  assert.ok(!isRight(found))
  const { remarks, verdicts } = renderComparison(found)
  assert.match(remarks.join('\n'), /under slow: 1 of 2 passed\.\n {2}- it is quick: it was not/)
  assert.equal(verdicts.length, 1, 'one round tells nothing apart')
})

test('whoever cancels it waits for no round', async () => {
  const { stage, counts } = createTestStage(manners)
  const cancellation = new AbortController()
  const tell = (progress: string) => {
    if (progress.startsWith('round')) cancellation.abort()
  }
  const cancelled = cancellation.signal
  await assert.rejects(compare(optionsOf({ stage, tell, cancelled })), { name: 'AbortError' })
  assert.equal(counts.running, 0)
})
