import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'

const bin = join(import.meta.dirname, '..', 'bin', 'atoll.js')

/** The page as it is shipped, in a folder of its own. */
async function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-page-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const args = ['--conditions=atoll-source', bin, 'decide', '--web', '--port', '0', '-d', folder]
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  assert.ok(child.stdout)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const first = await lines.next()
  const [address = ''] = /http:\S+\d/.exec(String(first.value)) ?? []
  const page = async () => (await fetch(`${address}/`)).text()
  const post = async (act: string, fields: Readonly<Record<string, string>>) => {
    const text = await page()
    const hidden = (name: string) =>
      new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? ''
    const body = new URLSearchParams({
      token: hidden('token'),
      step: hidden('step'),
      ...fields,
    })
    return fetch(`${address}/${act}`, { method: 'POST', body, redirect: 'manual' })
  }
  return { folder, file: join(folder, 'decisions.ts'), child, address, page, post }
}

const known = [
  ['brownfield', 'no'],
  ['polyglot', 'no'],
  ['webUi', 'no'],
] as const
const many = {
  area: 'architecture',
  place: 'system',
  option: 'microservice-architecture processes',
}

test('what a workshop decides on the page stands in decisions.ts, and its documents at the end', async (t) => {
  const { folder, file, child, post } = await open(t)
  for (const [key, value] of known) assert.equal((await post('about', { key, value })).status, 303)
  const replied = await post('answer', { ...many, reason: 'Six teams.' })
  assert.equal(replied.status, 303)
  assert.match(readFileSync(file, 'utf8'), /reason: 'Six teams\.'/)
  assert.ok(!existsSync(join(folder, 'docs')))
  child.kill('SIGINT')
  assert.deepEqual(await once(child, 'exit'), [0, null])
  assert.ok(readdirSync(join(folder, 'docs', 'decisions')).includes('0001-architecture.md'))
})

test('what somebody else wrote meanwhile is not overwritten', async (t) => {
  const { file, post } = await open(t)
  for (const [key, value] of known) await post('about', { key, value })
  appendFileSync(file, '// by hand\n')
  const replied = await post('answer', many)
  assert.equal(replied.status, 409)
  assert.match(await replied.text(), /was changed by somebody else, and is not overwritten/)
  assert.match(readFileSync(file, 'utf8'), /by hand/)
})

test('who comes by another name, or from another page, changes nothing', async (t) => {
  const { address, page, file } = await open(t)
  const { port } = new URL(address)
  const body = new URLSearchParams({ step: '0', token: 'guessed', key: 'webUi', value: 'yes' })
  const foreign = await fetch(`${address}/about`, { method: 'POST', body })
  assert.equal(foreign.status, 403)
  const { request } = await import('node:http')
  const asked = request({
    port,
    host: '127.0.0.1',
    path: '/',
    headers: { host: 'evil.example' },
  }).end()
  const heard: unknown[] = await once(asked, 'response')
  assert.ok(Number(Reflect.get(Object(heard[0]), 'statusCode')) >= 400)
  assert.match(await page(), /web pages|system already/)
  assert.ok(!existsSync(file))
})
