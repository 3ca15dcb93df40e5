import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { around, calleeOf, encloses, isPlace, landing, suits } from './place.ts'

describe('places', () => {
  it('lie in their service, and that in the system', () => {
    assert.deepEqual(around('operation:orders.place'), [
      'operation:orders.place',
      'service:orders',
      'system',
    ])
    assert.deepEqual(around('edge:orders>payments'), [
      'edge:orders>payments',
      'service:orders',
      'system',
    ])
    assert.deepEqual(around('client:web'), ['client:web', 'system'])
    assert.deepEqual(around('system'), ['system'])
  })

  it('enclose themselves and what lies in them, and nothing else', () => {
    assert.ok(encloses('service:orders', 'query:orders.list'))
    assert.ok(encloses('service:orders', 'service:orders'))
    assert.ok(encloses('system', 'client:web'))
    assert.ok(!encloses('service:order', 'query:orders.list'))
    assert.ok(!encloses('service:payments', 'edge:orders>payments'))
    assert.ok(!encloses('service:orders', 'system'))
  })

  it('are where an area of their scope is decided, or one of a narrower scope', () => {
    assert.ok(suits('service:orders', 'operation'))
    assert.ok(suits('system', 'client'))
    assert.ok(!suits('service:orders', 'client'))
    assert.ok(!suits('operation:orders.place', 'service'))
    assert.ok(!suits('operation:orders.place', 'edge'))
  })

  it('hand an area that is raised in them to the nearest place that can decide it', () => {
    assert.equal(landing('operation:orders.place', 'service'), 'service:orders')
    assert.equal(landing('operation:orders.place', 'edge'), 'service:orders')
    assert.equal(landing('operation:orders.place', 'system'), 'system')
    assert.equal(landing('client:web', 'edge'), 'system')
    assert.equal(landing('service:orders', 'operation'), 'service:orders')
  })

  it('of an edge know the callee', () => {
    assert.equal(calleeOf('edge:orders>payments'), 'service:payments')
  })

  it('are told from other texts by their form', () => {
    for (const right of ['system', 'service:a', 'module:a.b', 'edge:a>b-c', 'channel:a.b_c'])
      assert.ok(isPlace(right), right)
    for (const wrong of [
      '',
      'service',
      'service:',
      'system:a',
      'operation:a',
      'edge:a.b',
      'service:a.b',
      'service:1',
      'service:a\n',
      'xservice:a',
      'galaxy:a',
    ])
      assert.ok(!isPlace(wrong), wrong)
  })
})
