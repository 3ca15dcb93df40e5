import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMemberName, parsePageName, parseServiceName, parseSystemName } from './names.ts'

test('a name is known in each form in which it stands in files', () => {
  const forms = {
    kebab: 'credit-notes',
    camel: 'creditNotes',
    pascal: 'CreditNotes',
    snake: 'credit_notes',
    words: 'credit notes',
  }
  assert.deepEqual(parseServiceName('credit-notes'), forms)
  assert.deepEqual(parseMemberName('orders.creditNotes', 'an event').member, forms)
  assert.equal(parseMemberName('credit-notes.x', 'an event').service.camel, 'creditNotes')
})

for (const text of [
  '',
  'Orders',
  '1st',
  'a_b',
  'a--b',
  'a-',
  '-a',
  'a b',
  '../a',
  'é',
  'a'.repeat(41),
])
  test(`'${text}' is no name of a system, a service or a page`, () => {
    for (const parse of [parseSystemName, parseServiceName, parsePageName])
      assert.throws(() => parse(text), { code: 'name_refused', message: /such as [a-z-]+\.$/ })
  })

test('the longest name is taken', () => {
  assert.equal(parseSystemName('a'.repeat(40)).kebab.length, 40)
})

for (const text of [
  'orders.Cancel',
  'orders.cancel-order',
  'orders.',
  'orders.1',
  `orders.${'a'.repeat(41)}`,
])
  test(`'${text}' is no name of an operation`, () =>
    assert.throws(() => parseMemberName(text, 'an operation'), {
      code: 'name_refused',
      message: /such as orders\.cancelOrder\.$/,
    }))

test('an operation says of which service it is', () => {
  for (const text of ['cancel', 'a.b.c'])
    assert.throws(() => parseMemberName(text, 'an operation'), /does not say of which service/)
})

test('a word of SQL or a device of Windows is no name, since tables and files are called so', () => {
  assert.throws(() => parseMemberName('orders.order', 'an operation'), /SQL keeps that word/)
  assert.throws(() => parseServiceName('user'), /SQL keeps that word/)
  assert.throws(() => parseServiceName('nul'), /Windows has no file/)
  assert.equal(parseServiceName('orders').snake, 'orders')
})

test('a word of the language, or one that the files use themselves, is no name', () => {
  assert.throws(() => parseMemberName('orders.delete', 'an operation'), /a word of the language/)
  assert.throws(() => parseServiceName('class'), /a word of the language/)
  assert.throws(() => parseServiceName('implementation'), /used in the files themselves/)
})
