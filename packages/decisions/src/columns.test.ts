import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { columnsOf, hang, padTo, wrap } from './columns.ts'

describe('columns', () => {
  it('counts two for a Korean letter and one for others', () => {
    assert.equal(columnsOf('saga'), 4)
    assert.equal(columnsOf('사가 x'), 6)
    assert.equal(padTo('사가', 6), '사가  ')
    assert.equal(padTo('too long', 3), 'too long')
  })

  it('breaks between words, and never makes a line wider than it may be', () => {
    assert.deepEqual(wrap('one two three', 7), ['one two', 'three'])
    assert.deepEqual(wrap('사가 조정 하기', 9), ['사가 조정', '하기'])
    assert.deepEqual(wrap('transactional-outbox it is', 10), ['transactional-outbox', 'it is'])
    assert.deepEqual(wrap('', 10), [''])
  })

  it('hangs a text behind its mark', () => {
    assert.deepEqual(hang('- ', 'one two three', 9), ['- one two', '  three'])
  })
})
