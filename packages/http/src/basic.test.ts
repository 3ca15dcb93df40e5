/** Who may come where one name and one password are known. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBasicGate } from './basic.ts'

const encoded = (text: string) => Buffer.from(text).toString('base64')

test('the name and the password count, the case of the scheme does not', () => {
  const admits = createBasicGate({ user: 'eureka', password: 'sesame' })
  for (const [authorization, may] of [
    [`Basic ${encoded('eureka:sesame')}`, true],
    [`basic ${encoded('eureka:sesame')}`, true],
    [`BASIC  ${encoded('eureka:sesame')}`, true],
    [`Basic ${encoded('eureka:Sesame')}`, false],
    [`Basic ${encoded('eureka:sesame').toLowerCase()}`, false],
    [`Bearer ${encoded('eureka:sesame')}`, false],
    [encoded('eureka:sesame'), false],
    ['Basic ', false],
    ['', false],
  ] as const)
    assert.equal(admits({ headers: { authorization } }), may, authorization)
  assert.equal(admits({ headers: {} }), false)
})

test('without credentials everybody may come', () => {
  assert.ok(createBasicGate(null)({ headers: {} }))
})
