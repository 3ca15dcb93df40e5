import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createNames,
  toConstantName,
  toContractConstant,
  toContractName,
  toFaultConstant,
  toMemberName,
  toPathField,
} from './names.ts'

test('names of schemas stay recognisable', () => {
  assert.deepEqual(
    ['Order', 'order-line', 'com.example.Order', '3DModel', 'Größe', '!', 'a_b'].map(
      toConstantName,
    ),
    ['Order', 'OrderLine', 'ComExampleOrder', 'Schema3DModel', 'Größe', 'Schema', 'AB'],
  )
})

test('names of operations are camelCase letters and digits', () => {
  assert.deepEqual(
    ['getOrder', 'list_1', 'GET /orders/{id}', 'URLOf', 'ID', 'über-all', '2nd', '日本'].map(
      toMemberName,
    ),
    ['getOrder', 'list1', 'getOrdersId', 'urlOf', 'id', 'uberAll', 'operation2nd', ''],
  )
  assert.equal(toMemberName('a'.repeat(80)).length, 63)
})

test('names of contracts, their constants, faults and fields of paths are lawful', () => {
  assert.deepEqual(['Shop API', 'ÉCOLE_v2', '42', '-a-'].map(toContractName), [
    'shop-api',
    'ecole-v2',
    '',
    'a',
  ])
  assert.equal(toContractConstant('order-service', []), 'orderService')
  assert.equal(toContractConstant('query', ['query']), 'queryContract')
  assert.equal(toContractConstant('class', []), 'classContract')
  assert.equal(toFaultConstant('default'), 'defaultFault')
  assert.deepEqual(['id', 'order_id', 'order-id', '日'].map(toPathField), [
    'id',
    'orderId',
    'orderId',
    'part',
  ])
})

test('a name is given once, within its length', () => {
  const names = createNames(['z'])
  assert.deepEqual(['a', 'a', 'a', 'z', 'a2'].map(names.take), ['a', 'a2', 'a3', 'z2', 'a22'])
  const long = 'x'.repeat(63)
  assert.deepEqual([names.take(long).length, names.take(long).length], [63, 63])
})
