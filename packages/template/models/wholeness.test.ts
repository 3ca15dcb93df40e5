/** Each model is a system that would start: nothing in it is missing, and nothing names what is not there. */
import assert from 'node:assert/strict'
import test from 'node:test'
import additions from './additions/atoll.ts'
import service from './service/atoll.ts'
import whole from './system/atoll.ts'

for (const model of [whole, service, additions])
  test(`${model.name} is whole`, () => assert.ok(model.services.length > 0))
