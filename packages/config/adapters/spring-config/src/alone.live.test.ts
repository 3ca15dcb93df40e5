/** This package by itself, in a plain Fastify service that knows nothing else of Atoll: five lines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineSettings, openSettings, processEnvironment, setting } from '@atoll/config'
import { openConfigServer } from '@atoll/config-server'
import { silentLog, systemClock } from '@atoll/pipeline'
import fastify from 'fastify'
import { z } from 'zod'
import { openSpringConfig } from './index.ts'
import { openFolder } from './testing.ts'

test('a Fastify service answers with what a config server keeps, and with what is written there anew', async () => {
  using folder = openFolder()
  folder.write('billing.yml', 'shop.greeting: hello')
  const source = { folder: folder.path }
  const parts = { port: 0, source, log: silentLog, clock: systemClock }
  await using keeper = await openConfigServer(parts)
  const url = keeper.url
  const app = fastify()

  // region five-lines
  const greeting = setting(z.string(), { property: 'shop.greeting', describe: 'What is said.' })
  const remote = openSpringConfig({ servers: [url], app: 'billing', profiles: ['dev'] })
  const where = { environment: processEnvironment, remote, refreshMs: 5_000 }
  await using settings = await openSettings(defineSettings({ greeting }), where)
  app.get('/greeting', () => settings.current.greeting)
  // endregion

  const said = async () => (await app.inject('/greeting')).body
  assert.equal(await said(), 'hello')
  folder.write('billing-dev.yml', 'shop.greeting: good day')
  await settings.refresh()
  assert.equal(await said(), 'good day')
  await app.close()
})
