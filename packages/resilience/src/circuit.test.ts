import assert from 'node:assert/strict'
import { test } from 'node:test'
import { admitted, Circuit, refused } from './circuit.ts'
import { type Outcome, outcome } from './outcome.ts'
import { type CircuitThresholds, thresholdsDefault } from './thresholds.ts'

const byShare = { failuresInRow: null, windowMs: 1_000, callsMin: 10, failurePercent: 50 }

function open(parts: Partial<CircuitThresholds> = byShare) {
  const limits = { ...thresholdsDefault, ...parts }
  const told: string[] = []
  const circuit = new Circuit(limits, (change, why) => told.push(`${change}: ${why}`))
  const calls = (now: number, count: number, what: Outcome | { readonly slowMs: number }) => {
    for (let each = 0; each < count; each += 1) {
      const admission = circuit.admit(now)
      const [one, latencyMs] = typeof what === 'number' ? [what, 1] : [outcome.success, what.slowMs]
      if (admission !== refused) circuit.settle(now, { latencyMs, outcome: one, admission })
    }
  }
  return { circuit, told, calls, limits }
}

test('it opens when the share of failures in its window is reached, and says so', () => {
  const { circuit, calls, told } = open()
  calls(0, 5, outcome.success)
  calls(10, 4, outcome.failure)
  assert.equal(circuit.state(10), 'closed')
  calls(20, 1, outcome.timeout)
  assert.equal(circuit.state(20), 'open')
  assert.deepEqual(told, ['opened: failed in 5 of 10 calls within 1000 ms'])
})

test('one failure below the share leaves it closed', () => {
  const { circuit, calls } = open()
  calls(0, 6, outcome.success)
  calls(10, 5, outcome.failure)
  assert.equal(circuit.state(10), 'closed')
})

test('below the least number of calls shares say nothing', () => {
  const { circuit, calls } = open()
  calls(0, 9, outcome.failure)
  assert.equal(circuit.state(0), 'closed')
  calls(0, 1, outcome.failure)
  assert.equal(circuit.state(0), 'open')
})

test('what is older than the window is forgotten, a bucket at a time', () => {
  const { circuit, calls } = open()
  calls(0, 5, outcome.failure)
  calls(500, 4, outcome.failure)
  assert.equal(circuit.window.calls, 9)
  circuit.window.moveTo(999)
  assert.equal(circuit.window.calls, 9)
  circuit.window.moveTo(1_000)
  assert.equal(circuit.window.calls, 4)
  calls(1_000, 5, outcome.failure)
  assert.equal(circuit.state(1_000), 'closed')
  circuit.window.moveTo(60_000)
  assert.equal(circuit.window.calls, 0)
})

test('slow calls count where a time says what slow is, even if all succeed', () => {
  const slowly = { ...byShare, slowMs: 100, slowPercent: 80 }
  const { circuit, calls, told } = open(slowly)
  calls(0, 3, { slowMs: 100 })
  calls(0, 11, { slowMs: 101 })
  assert.equal(circuit.state(0), 'closed')
  calls(0, 1, { slowMs: 101 })
  assert.equal(circuit.state(0), 'open')
  assert.deepEqual(told, ['opened: took more than 100 ms in 12 of 15 calls within 1000 ms'])
})

test('half-open lets so many probes go and closes when all have succeeded', () => {
  const { circuit, calls } = open({ probes: 2, openMs: 100 })
  calls(0, 5, outcome.failure)
  assert.equal(circuit.admit(99), refused)
  const [one, two] = [circuit.admit(100), circuit.admit(100)]
  assert.equal(circuit.state(100), 'half_open')
  assert.equal(circuit.admit(100), refused)
  circuit.settle(110, { latencyMs: 1, outcome: outcome.success, admission: one })
  assert.equal(circuit.admit(110), refused)
  circuit.settle(120, { latencyMs: 1, outcome: outcome.success, admission: two })
  assert.equal(circuit.state(120), 'closed')
  assert.equal(circuit.admit(120), admitted)
})

test('a probe that answers after another has failed does not close it', () => {
  const { circuit, calls } = open({ probes: 2, openMs: 100 })
  calls(0, 5, outcome.failure)
  const [one, two] = [circuit.admit(100), circuit.admit(100)]
  circuit.settle(110, { latencyMs: 1, outcome: outcome.failure, admission: one })
  circuit.settle(120, { latencyMs: 1, outcome: outcome.success, admission: two })
  assert.equal(circuit.state(120), 'open')
  assert.equal(circuit.openings, 2)
  assert.equal(circuit.admit(209), refused)
  assert.notEqual(circuit.admit(210), refused)
})

test('a slow probe opens it again', () => {
  const { circuit, calls } = open({ slowMs: 10, openMs: 100 })
  calls(0, 5, outcome.failure)
  const probe = circuit.admit(100)
  circuit.settle(120, { latencyMs: 20, outcome: outcome.success, admission: probe })
  assert.equal(circuit.state(120), 'open')
})

test('a probe that never ends lets another go after as long as a circuit is open', () => {
  const { circuit, calls } = open({ openMs: 100 })
  calls(0, 5, outcome.failure)
  assert.notEqual(circuit.admit(100), refused)
  assert.equal(circuit.admit(199), refused)
  assert.notEqual(circuit.admit(200), refused)
})

test('a closed circuit begins with an empty window', () => {
  const { circuit, calls } = open({ ...byShare, openMs: 100 })
  calls(0, 10, outcome.failure)
  calls(100, 1, outcome.success)
  assert.equal(circuit.state(100), 'closed')
  assert.equal(circuit.window.calls, 0)
})

test('an operator holds it open or closed, and lets it go', () => {
  const { circuit, calls, limits } = open({ openMs: 100 })
  circuit.change({ ...limits, forced: 'open' })
  assert.equal(circuit.admit(0), refused)
  assert.equal(circuit.state(0), 'open')
  circuit.change({ ...limits, forced: 'closed' })
  calls(0, 100, outcome.failure)
  assert.equal(circuit.state(0), 'closed')
  circuit.change(limits)
  assert.equal(circuit.state(0), 'closed')
  calls(1, 1, outcome.failure)
  assert.equal(circuit.state(1), 'open')
})

test('other thresholds hold from the next call on', () => {
  const { circuit, calls, limits } = open()
  calls(0, 9, outcome.failure)
  circuit.change({ ...limits, callsMin: 5 })
  assert.equal(circuit.state(0), 'closed')
  calls(0, 1, outcome.failure)
  assert.equal(circuit.state(0), 'open')
})

test('a window of another length begins empty', () => {
  const { circuit, calls, limits } = open()
  calls(0, 9, outcome.failure)
  circuit.change({ ...limits, windowMs: 2_000 })
  calls(0, 9, outcome.failure)
  assert.equal(circuit.state(0), 'closed')
})
