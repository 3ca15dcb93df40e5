/** Values encrypted here are read there, and the other way round. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCipher, withoutKeyNames } from './cipher.ts'

test('what was encrypted comes back, and twice it looks different', () => {
  const cipher = createCipher('a key')
  for (const text of ['', 'x', 'a=b=', 'Grüß Gott ♥', 'y'.repeat(10_000)])
    assert.equal(cipher.decrypt(cipher.encrypt(text)), text)
  assert.notEqual(cipher.encrypt('x'), cipher.encrypt('x'))
})

test('what Spring encrypted with this key is read', () => {
  // Source: POST /encrypt of Spring Cloud Config 4.3.1 with encrypt.key=s3cret-key, of the text hello
  const theirs = 'f0330215052c57ba38e814d1b4488a44386a17fce63c5ba194387a2920a6992d'
  assert.equal(createCipher('s3cret-key').decrypt(theirs), 'hello')
})

test('another key, another salt, and what is no encrypted text give nothing', () => {
  const cipher = createCipher('a key')
  const encrypted = cipher.encrypt('a text that is long enough to be noticed')
  assert.equal(createCipher('b key').decrypt(encrypted), null)
  assert.equal(createCipher('a key', 'cafe').decrypt(encrypted), null)
  for (const text of ['', 'zz', 'ab', encrypted.slice(2), encrypted.slice(0, 32), `${encrypted}x`])
    assert.equal(cipher.decrypt(text), null, text)
})

test('names of keys before a text are passed over', () => {
  assert.equal(withoutKeyNames('{key:old}{secret:x}ab12'), 'ab12')
  assert.equal(withoutKeyNames('ab12'), 'ab12')
  assert.equal(withoutKeyNames('{open'), '{open')
})

test('a key pair, or a salt that is no hexadecimal, is refused', () => {
  assert.throws(() => createCipher('-----BEGIN RSA PRIVATE KEY-----'), TypeError)
  for (const salt of ['', 'abc', 'xy']) assert.throws(() => createCipher('a', salt), TypeError)
})
