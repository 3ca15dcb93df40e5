import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explain, toFault, toStopped } from './fault.ts'
import { isConnectionError, isTransient, sqlStateOf } from './sqlstate.ts'

const fromServer = (code: string) =>
  Object.assign(new Error('words of the vendor'), { code, severity: 'ERROR' })
const fromNetwork = (code: string) => Object.assign(new Error('words of the network'), { code })

test('transient is what a new attempt may cure', () => {
  for (const code of ['40001', '40P01', '08006', '57P01', '57P03']) {
    assert.ok(isTransient(fromServer(code)), code)
  }
  for (const code of ['ECONNRESET', 'ECONNREFUSED', 'EPIPE']) {
    assert.ok(isTransient(fromNetwork(code)), code)
  }
  for (const code of ['23505', '42601', '57014']) assert.ok(!isTransient(fromServer(code)), code)
  assert.ok(!isTransient(new Error('deadlock detected')))
})

test('an error of the network has no SQLSTATE, though EPIPE looks like one', () => {
  assert.equal(sqlStateOf(fromNetwork('EPIPE')), undefined)
  assert.equal(sqlStateOf(fromServer('23505')), '23505')
  assert.ok(isConnectionError(fromNetwork('EPIPE')))
})

test('a lost connection has executed as its user knows it, a deadlock never happened', () => {
  assert.equal(toFault(fromServer('57P01'), 'unknown')?.executed, 'unknown')
  assert.equal(toFault(fromServer('57P01'), 'no')?.executed, 'no')
  assert.equal(toFault(fromServer('40P01'), 'unknown')?.executed, 'no')
  const lost = toFault(fromNetwork('ECONNRESET'), 'unknown')
  assert.equal((explain(lost, 'no') as typeof lost)?.executed, 'no')
})

test('a fault says nothing in the words of the vendor', () => {
  for (const code of ['57P01', '40001', '53300', '57014']) {
    assert.doesNotMatch(toFault(fromServer(code), 'no')?.message ?? 'words', /words/)
  }
  assert.equal(toFault(fromServer('23505'), 'no'), undefined)
})

test('a fired signal is its own fault, a passed time a deadline, anything else a cancelled call', () => {
  const fault = toFault(fromServer('40001'), 'no')
  assert.equal(toStopped(AbortSignal.abort(fault)), fault)
  const late = new DOMException('late', 'TimeoutError')
  assert.equal(toStopped(AbortSignal.abort(late)).kind, 'deadline')
  assert.equal(toStopped(AbortSignal.abort()).kind, 'cancelled')
})
