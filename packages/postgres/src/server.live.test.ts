import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Readable } from 'node:stream'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { findBinaries, platformName } from './binaries.ts'
import { openPool } from './pool.ts'
import { commandOf, isAlive } from './process-life.ts'
import { openServer, removeServer } from './server.ts'

const isRoot = process.getuid?.() === 0
const asOrdinaryUser = ['unshare', '--user', '--map-user=1000', '--map-group=1000']
const directories: string[] = []
after(async () => {
  for (const directory of directories) await rm(directory, { recursive: true, force: true })
})

async function freshDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-server-'))
  directories.push(directory)
  return directory
}

async function selectOne(url: string): Promise<unknown> {
  await using pool = await openPool({ url, connectionsMax: 1 })
  return (await pool.query({ text: 'select 1 as one' })).rows[0]
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve))
}

/** Runs a module in a process of its own; as root in a user namespace, where it is an ordinary user. */
function runAsUser(source: string): ChildProcess & { stdout: Readable } {
  const node = [process.execPath, '--conditions=atoll-source', '--input-type=module', '-e', source]
  const [command = '', ...args] = isRoot ? [...asOrdinaryUser, ...node] : node
  return spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: import.meta.dirname })
}

/** What a module wrote, as JSON, once it has ended. */
async function answerAsUser(source: string): Promise<unknown> {
  const child = runAsUser(source)
  const chunks: unknown[] = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  await once(child, 'close')
  return JSON.parse(chunks.join(''))
}

/** Opens a server in a process of its own, which can be killed. */
async function openInChild(directory: string): Promise<{ child: ChildProcess; pid: number }> {
  const child = runAsUser(`import { openServer } from '@atoll/postgres'
    const server = await openServer({ directory: ${JSON.stringify(directory)} })
    await server.createDatabase('orders')
    console.log(server.pid)
    setInterval(() => {}, 1000)`)
  const pid = await new Promise<number>((resolve) =>
    child.stdout.once('data', (line) => resolve(Number.parseInt(String(line), 10))),
  )
  return { child, pid }
}

test('a fresh directory becomes a server; stopped and started again it has the same data', async () => {
  const directory = join(await freshDirectory(), 'not', 'yet')
  const first = await openServer({ directory })
  const url = await first.createDatabase('orders')
  {
    await using pool = await openPool({ url })
    await pool.query({ text: 'create table placed (id int)' })
  }
  await first.stop()
  assert.equal(await isAlive(first.pid), false)
  await using second = await openServer({ directory })
  assert.equal(await second.createDatabase('orders'), url)
  await using pool = await openPool({ url })
  assert.deepEqual((await pool.query({ text: 'select * from placed' })).rows, [])
})

test('a role owns its database and can enter no other; secrets are for their owner alone', async () => {
  const directory = await freshDirectory()
  await using server = await openServer({ directory })
  const [orders, stock] = await Promise.all([
    server.createDatabase('orders'),
    server.createDatabase('stock'),
  ])
  assert.deepEqual(await selectOne(orders), { one: 1 })
  for (const database of ['stock', 'postgres', 'template1']) {
    const url = new URL(orders)
    url.pathname = `/${database}`
    await assert.rejects(openPool({ url: url.href }), { code: 'postgres.refused' })
  }
  assert.notEqual(new URL(orders).password, new URL(stock).password)
  for (const file of ['superuser.password', 'databases/orders.password']) {
    assert.equal((await stat(join(directory, file))).mode & 0o777, 0o600, file)
  }
  assert.equal((await stat(join(directory, 'data'))).mode & 0o777, 0o700)
  const command = (await commandOf(server.pid))?.join(' ') ?? ''
  assert.doesNotMatch(command, new RegExp(new URL(server.url).password))
  await assert.rejects(server.createDatabase('Bad"name'), { code: 'postgres.database_name' })
  await assert.rejects(server.createDatabase(`a${'b'.repeat(63)}`), { kind: 'invalid' })
  await server.createDatabase(`a${'b'.repeat(62)}`)
})

test('a second opener is told who uses the directory', async () => {
  const directory = await freshDirectory()
  await using server = await openServer({ directory })
  await assert.rejects(openServer({ directory }), {
    code: 'postgres.in_use',
    message: `The directory ${directory} is in use by process ${process.pid}: stop that one first, or choose another directory.`,
  })
  assert.deepEqual(await selectOne(server.url), { one: 1 })
})

test('a server whose parent was killed is stopped and started afresh, its data kept', async () => {
  const directory = await freshDirectory()
  const { child, pid } = await openInChild(directory)
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.equal(await isAlive(pid), true)
  await using server = await openServer({ directory })
  await until(async () => !(await isAlive(pid)))
  assert.notEqual(server.pid, pid)
  assert.deepEqual(await selectOne(await server.createDatabase('orders')), { one: 1 })
})

test('the mark of a server that is gone, and one with a number given again, are removed', async () => {
  const directory = await freshDirectory()
  await (await openServer({ directory })).stop()
  for (const pid of [2 ** 22 - 1, process.pid]) {
    await writeFile(join(directory, 'data', 'postmaster.pid'), `${pid}\n${directory}/data\n`)
    const server = await openServer({ directory })
    assert.deepEqual(await selectOne(server.url), { one: 1 })
    await server.stop()
  }
})

test('what was half made counts for nothing and is cleared away', async () => {
  const directory = await freshDirectory()
  await mkdir(join(directory, 'data.new-abc', 'base'), { recursive: true })
  await writeFile(join(directory, 'superuser.password'), 'of a start that did not finish')
  await using server = await openServer({ directory })
  assert.deepEqual(await selectOne(server.url), { one: 1 })
  assert.deepEqual(
    (await readdir(directory)).filter((name) => name.startsWith('data')),
    ['data'],
  )
})

test('damaged data and data of another version are refused and left alone', async () => {
  const directory = await freshDirectory()
  await (await openServer({ directory })).stop()
  const version = join(directory, 'data', 'PG_VERSION')
  await writeFile(version, '17\n')
  await assert.rejects(openServer({ directory }), {
    code: 'postgres.version_differs',
    message: /made by PostgreSQL 17, this one is 18: move the data/,
  })
  await rm(version)
  await assert.rejects(openServer({ directory }), {
    code: 'postgres.directory_damaged',
    message: /PG_VERSION is missing\): restore it from a copy, or delete/,
  })
  await writeFile(version, '18\n')
  await writeFile(join(directory, 'data', 'global', 'pg_control'), 'torn')
  await assert.rejects(openServer({ directory }), { code: 'postgres.not_started' })
  assert.equal(await readFile(join(directory, 'data', 'global', 'pg_control'), 'utf8'), 'torn')
})

test('a directory that is a file or may not be written is refused in one sentence', async () => {
  const directory = await freshDirectory()
  const file = join(directory, 'file')
  await writeFile(file, '')
  for (const path of [file, join(file, 'below')]) {
    await assert.rejects(openServer({ directory: path }), { code: 'postgres.directory_unwritable' })
  }
  await chmod(directory, 0o500)
  for (const path of [directory, join(directory, 'below')]) {
    const answer = await answerAsUser(`import { openServer } from '@atoll/postgres'
      const open = openServer({ directory: ${JSON.stringify(path)} })
      console.log(JSON.stringify(await open.catch(({ code, message }) => ({ code, message }))))`)
    assert.deepEqual(answer, {
      code: 'postgres.directory_unwritable',
      message: `The directory ${path} cannot be written (EACCES): make it writable for this user, or choose another.`,
    })
  }
})

test('a port is used when it is given, and a taken one is named', async () => {
  const taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await assert.rejects(openServer({ directory: await freshDirectory(), port }), {
    code: 'postgres.port_taken',
    message: new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken`),
  })
  taken.close()
  await using server = await openServer({ directory: await freshDirectory(), port: 0 })
  assert.match(server.url, /host=127\.0\.0\.1/)
  assert.deepEqual(await selectOne(server.url), { one: 1 })
})

test('a path too long for a socket gets a socket elsewhere', async () => {
  const directory = join(await freshDirectory(), 'a-rather-long-name'.repeat(6))
  const server = await openServer({ directory })
  assert.deepEqual(await selectOne(server.url), { one: 1 })
  const socket = new URL(server.url).searchParams.get('host') ?? ''
  assert.ok(!socket.startsWith(directory) && (await stat(socket)).isDirectory())
  await server.stop()
  await assert.rejects(stat(socket), { code: 'ENOENT' })
})

test('a server that is killed comes back on the same URL', async () => {
  await using server = await openServer({ directory: await freshDirectory() })
  await using pool = await openPool({ url: server.url })
  const { pid } = server
  process.kill(pid, 'SIGKILL')
  await until(async () => server.pid !== pid)
  await until(() =>
    pool.query({ text: 'select 1' }).then(
      () => true,
      () => false,
    ),
  )
})

test('it is no child of the terminal: it has a session of its own', async () => {
  await using server = await openServer({ directory: await freshDirectory() })
  const fields = (await readFile(`/proc/${server.pid}/stat`, 'utf8'))
    .replace(/^.*\) /s, '')
    .split(' ')
  assert.equal(Number(fields[3]), server.pid)
})

test('a directory is removed with the server that a killed process left there', async () => {
  const directory = await freshDirectory()
  const { child, pid } = await openInChild(directory)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await removeServer(directory)
  assert.equal(await isAlive(pid), false)
  await assert.rejects(stat(directory), { code: 'ENOENT' })
})

test('as root below a directory that is closed to others, without namespaces too', {
  skip: isRoot ? false : 'PostgreSQL refuses only root',
}, async () => {
  const closed = await freshDirectory()
  await chmod(closed, 0o700)
  const cacheDirectory = await mkdtemp('/var/tmp/atoll-cache-')
  directories.push(cacheDirectory)
  await chmod(cacheDirectory, 0o755)
  for (const identity of ['namespace', 'nobody'] as const) {
    const directory = join(closed, identity)
    const open = () => openServer({ directory, identity, cacheDirectory })
    const first = await open()
    const url = await first.createDatabase('orders')
    await first.stop()
    await using again = await open()
    assert.equal(await again.createDatabase('orders'), url)
    assert.deepEqual(await selectOne(url), { one: 1 })
    const { uid } = await stat(`/proc/${again.pid}`)
    assert.equal(uid, identity === 'nobody' ? 65_534 : 0)
  }
})

test('programs in a folder that is read only are copied to the cache and run there', async () => {
  const found = await findBinaries()
  const installed = join(await freshDirectory(), 'native')
  await cp(found.folder, installed, {
    recursive: true,
    filter: async (path) => !(await lstat(path)).isSymbolicLink(),
  })
  await chmod(join(installed, 'lib'), 0o500)
  const cacheDirectory = await freshDirectory()
  const settings = { ...found, folder: installed }
  const answer = await answerAsUser(`import { chooseRunner } from './runner.ts'
    const settings = { cacheDirectory: ${JSON.stringify(cacheDirectory)} }
    const { binaries, version } = await chooseRunner(${JSON.stringify(settings)}, 'x', settings)
    console.log(JSON.stringify({ folder: binaries.folder, version }))`)
  const copied = `postgres-${found.platform}-${found.version}`
  assert.deepEqual(await readdir(cacheDirectory), [copied])
  assert.deepEqual(answer, { folder: join(cacheDirectory, copied, 'native'), version: '18.4' })
})

test('a platform without a package is told what to do instead', async () => {
  await assert.rejects(findBinaries('plan9-vax'), {
    kind: 'unimplemented',
    message: /No embedded PostgreSQL for plan9-vax .*: give the URL of a PostgreSQL server/,
  })
  assert.match(platformName(), /^(linux|darwin|windows)-/)
})
