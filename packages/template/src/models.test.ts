import assert from 'node:assert/strict'
import { test } from 'node:test'
import { regionOf, rename } from './models.ts'
import { parseServiceName } from './names.ts'

const [owner, other, notes] = ['sample-owner', 'sample-other', 'credit-notes'].map(parseServiceName)

test('a name is replaced in each of its forms', () => {
  assert.ok(owner && notes)
  const text = 'sample-owner sampleOwner SampleOwner sample_owner sample owner Sample owner'
  const renamed = 'credit-notes creditNotes CreditNotes credit_notes credit notes Credit notes'
  assert.equal(rename(text, [[owner, notes]]), renamed)
})

test('a new name that looks like another one of the model stays', () => {
  assert.ok(owner && other && notes)
  const names = [
    [other, owner],
    [owner, notes],
  ] as const
  assert.equal(rename('sampleOther of sampleOwner', names), 'sampleOwner of creditNotes')
})

test('a region that is not there is a mistake of ours', () => {
  assert.deepEqual(regionOf('a\n  // region x\n  b\n  // endregion\n', 'x'), ['  b'])
  assert.throws(() => regionOf('a\n', 'x'), /no region 'x'/)
})
