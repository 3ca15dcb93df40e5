/** Nothing that a stranger sends reaches a prototype: proved by what is on it afterwards, and without `__proto__` at all. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { attacks, sendAttack } from '@atoll/testkit/attacks'
import { openAttacked } from './testing/attacked.ts'

const ground = {
  readPath: '/things/a',
  writePath: '/things',
  writeHeaders: [],
  writeBody: '{"name":"a"}',
}
const prototypes = () =>
  [Object, Array, Function, String, Promise, Map].map((each) =>
    Reflect.ownKeys(each.prototype).map(String),
  )

test('attack: json: after the whole corpus every prototype is as it was', async () => {
  const before = prototypes()
  await using attacked = await openAttacked()
  const chosen = attacks.filter((each) => each.class === 'json')
  assert.ok(chosen.length > 20)
  for (const { bytes } of chosen)
    for (const port of Object.values(attacked.ports)) await sendAttack(port, bytes(ground))
  assert.deepEqual(prototypes(), before)
  assert.equal(Reflect.get({}, 'admin'), undefined)
})

test('attack: json: all of it holds in a process that throws at any use of __proto__', () => {
  const file = new URL('./attacks.test.ts', import.meta.url).pathname
  const child = spawnSync(
    process.execPath,
    [
      '--disable-proto=throw',
      '--conditions=atoll-source',
      '--test-name-pattern=attack: (json|body)',
      '--test-reporter=tap',
      file,
    ],
    // The child's reports are its own, not those of the runner above.
    { encoding: 'utf8', timeout: 60_000, env: { ...process.env, NODE_TEST_CONTEXT: undefined } },
  )
  assert.equal(child.status, 0, child.stdout.slice(-4_000) + child.stderr)
  const passed = Number(/^# pass (\d+)$/m.exec(child.stdout)?.[1])
  assert.ok(passed > 100, `${passed} tests ran`)
})
