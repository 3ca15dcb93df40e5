import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHostJudge } from './hosts.ts'

const local = '127.0.0.1'

test('on loopback a listener answers to the names of loopback and to those it is told', () => {
  const judge = createHostJudge({ bound: local, hosts: ['Shop.Example'] })
  for (const host of [
    'localhost',
    'a.b.localhost:80',
    '127.0.0.1:8080',
    '127.9.9.9',
    '[::1]',
    'shop.example',
    'SHOP.EXAMPLE.:443',
  ])
    assert.equal(judge(host, local), true, host)
  for (const host of [
    '',
    'evil.test',
    'shop.example.evil.test',
    'a.shop.example',
    '10.0.0.1',
    '[::2]',
    'localhost:x',
    'local host',
  ])
    assert.equal(judge(host, local), false, host)
})

test('attack: host: a Host that was taken once does not open the door for the next', () => {
  const judge = createHostJudge({ bound: local, hosts: undefined })
  assert.equal(judge('localhost', local), true)
  assert.equal(judge('evil.test', local), false)
  assert.equal(judge('evil.test', local), false)
})

test('beyond loopback every well-formed name is answered, until one is told', () => {
  const open = createHostJudge({ bound: '0.0.0.0', hosts: undefined })
  assert.equal(open('shop.example', '10.0.0.7'), true)
  assert.equal(open('shop.example/evil', '10.0.0.7'), false)
  const told = createHostJudge({ bound: '0.0.0.0', hosts: ['shop.example'] })
  assert.equal(told('shop.example', '10.0.0.7'), true)
  assert.equal(told('evil.test', '10.0.0.7'), false)
})

test('the address at which a connection arrived is ours, also written for IPv6', () => {
  const judge = createHostJudge({ bound: '0.0.0.0', hosts: ['shop.example'] })
  assert.equal(judge('10.0.0.7:8080', '10.0.0.7'), true)
  assert.equal(judge('10.0.0.7:8080', '::ffff:10.0.0.7'), true)
  assert.equal(judge('10.0.0.8:8080', '10.0.0.7'), false)
  assert.equal(judge('10.0.0.8:8080', undefined), false)
})
