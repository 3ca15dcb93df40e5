/** What a git folder costs: how many processes a question starts, how many there are at once, and no network. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { until } from '@atoll/testkit'
import { createGitStore } from './git.ts'

/** A git folder, and a `git` on the path that says when it begins and ends. */
function createCounted(t: TestContext) {
  const made = mkdtempSync(join(tmpdir(), 'atoll-git-'))
  const [folder, log] = [join(made, 'settings'), join(made, 'log')]
  const real = execFileSync('which', ['git']).toString().trim()
  const git = (...words: readonly string[]) =>
    execFileSync(real, ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...words])
  execFileSync(real, ['init', '-q', '-b', 'main', folder])
  writeFileSync(join(folder, 'app.yml'), 'a: 1')
  git('add', '-A')
  git('commit', '-qm', 'first')
  const [held, wait] = [join(made, 'held'), 'sleep 0.01']
  const lines = [
    `echo + >> ${log}`,
    `while [ -e ${held} ]; do ${wait}; done`,
    `${real} "$@"`,
    'code=$?',
    `echo - >> ${log}`,
    'exit $code',
  ]
  writeFileSync(join(made, 'git'), ['#!/bin/sh', ...lines].join('\n'), { mode: 0o700 })
  const before = process.env['PATH'] ?? ''
  process.env['PATH'] = `${made}:${before}`
  t.after(() => {
    process.env['PATH'] = before
    rmSync(made, { recursive: true })
  })
  writeFileSync(log, '')
  return {
    folder,
    git,
    store: createGitStore(folder),
    /** From now on none ends before this is called. */
    hold() {
      writeFileSync(held, '')
      return () => rmSync(held)
    },
    begun: () => readFileSync(log, 'utf8').split('+').length - 1,
    /** Forgets what was counted. */
    counted() {
      const marks = readFileSync(log, 'utf8').trim().split('\n')
      writeFileSync(log, '')
      let running = 0
      const each = marks.map((mark) => (running += mark === '+' ? 1 : -1))
      return { begun: marks.filter((mark) => mark === '+').length, atOnce: Math.max(...each) }
    },
  }
}

test('a question of a commit that is known starts one process, and many at a time share it', async (t) => {
  const { store, git, counted } = createCounted(t)
  git('tag', 'v1')
  for (const label of [null, 'main', 'v1'])
    assert.equal((await (await store.open(label)).read('app.yml'))?.toString(), 'a: 1')
  counted()
  for (const label of [null, 'main', 'v1']) {
    await (await store.open(label)).read('app.yml')
    assert.equal(counted().begun, 1)
    const all = Array.from({ length: 50 }, async () => (await store.open(label)).read('app.yml'))
    assert.equal((await Promise.all(all)).length, 50)
    assert.equal(counted().begun, 1)
  }
})

test('there are few processes at once, whatever is asked', async (t) => {
  const { store, git, counted, hold, begun } = createCounted(t)
  const labels = Array.from({ length: 20 }, (_, index) => `branch-${index}`)
  for (const label of labels) git('branch', label)
  const release = hold()
  const finding = Promise.all(labels.map((label) => store.open(label)))
  await until(() => begun() >= 4, { what: 'the first ones to begin' })
  release()
  assert.deepEqual(new Set((await finding).map(({ version }) => version)).size, 1)
  const all = counted()
  assert.ok(all.begun >= labels.length, `${all.begun}`)
  assert.equal(all.atOnce, 4)
})

test('a file that two commits share is read once', async (t) => {
  const { store, git, counted } = createCounted(t)
  await (await store.open(null)).read('app.yml')
  git('commit', '-q', '--allow-empty', '-m', 'second')
  counted()
  await (await store.open(null)).read('app.yml')
  assert.equal(counted().begun, 2, 'which commit, and what is in it')
})

test('of a partial clone nothing is fetched: what is not here is not there', async (t) => {
  const { folder, git, store } = createCounted(t)
  const asked = join(folder, 'asked')
  git('config', 'extensions.partialClone', 'origin')
  git('config', 'remote.origin.promisor', 'true')
  git('config', 'remote.origin.url', 'ssh://nowhere.invalid/settings')
  git('config', 'core.sshCommand', `touch ${asked}; false`)
  await assert.rejects(store.open('1'.repeat(40)), { code: 'label_unknown' })
  const [object = ''] = git('rev-parse', 'HEAD:app.yml').toString().split('\n')
  rmSync(join(folder, '.git/objects', object.slice(0, 2), object.slice(2)))
  const files = await store.open(null)
  await assert.rejects(files.read('app.yml'), { code: 'settings_unreadable' })
  assert.ok(!existsSync(asked), 'somebody was asked')
})
