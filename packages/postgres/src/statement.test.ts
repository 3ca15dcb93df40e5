import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toStatement } from './statement.ts'

const tag = (template: TemplateStringsArray, ...values: readonly unknown[]) =>
  toStatement(template, values)

test('values travel beside the text', () => {
  const statement = tag`select ${1} from t where name = ${"'; drop table t"}`
  assert.equal(statement.text, 'select $1 from t where name = $2')
  assert.deepEqual(statement.values, [1, "'; drop table t"])
})

test('one text has one name, another text another', () => {
  const one = [1, 2].map((value) => tag`select ${value}`.name)
  assert.equal(one[0], one[1])
  assert.notEqual(one[0], tag`select ${1} as other`.name)
})

test('undefined is refused, null is a value', () => {
  assert.throws(() => tag`select ${1}, ${undefined}`, /Value 2 .* undefined/)
  assert.deepEqual(tag`select ${null}`.values, [null])
})

test('a text that is not a template literal is refused', () => {
  const text = 'select 1' as unknown as TemplateStringsArray
  assert.throws(() => toStatement(text, []), /template literal/)
})
