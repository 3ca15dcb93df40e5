/**
 * Sends attacks over a bare connection and looks at everything that comes back. Behind each attack goes a probe: a
 * request whose refusal is known, which a server that lost count of the requests would answer wrongly or not at all.
 */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { systemClock } from '@atoll/pipeline'
import type { Attack, AttackGround } from './attack.ts'

/** A server under attack. */
export interface AttackedServer extends AttackGround {
  readonly name: string
  readonly port: () => number
  /** How many requests have reached a handler since this was last asked; null where nobody counts. */
  readonly reached: (() => number) | null
}

/** One answer as it stood on the wire. */
export interface WireAnswer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** How long an answer may take; an attack that is answered later holds a connection. Units: milliseconds. */
const answerMsMax = 20_000
const probe = `GET /?${'probe'.repeat(1_000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`

/** Declares a test for each attack. */
export function attackTests(server: AttackedServer, attacks: readonly Attack[]): void {
  describe(`${server.name} under attack`, () => {
    for (const attack of attacks)
      test(`attack: ${attack.class}: ${attack.attack} (at the ${server.name})`, async () => {
        server.reached?.()
        const answers = await sendAttack(server.port(), attack.bytes(server))
        judge(attack, answers, server.reached?.() ?? null)
      })
  })
}

function judge({ expected }: Attack, answers: readonly WireAnswer[], reached: number | null): void {
  const said = answers.map(({ status, body }) => `${status} ${body.slice(0, 200)}`).join('\n')
  const [first] = answers
  assert.ok(expected.status.includes(first?.status ?? 0), `answered: ${said}`)
  assert.equal(answers.length, expected.answers, `answers on the connection: ${said}`)
  if (reached !== null) assert.equal(reached, expected.reached, `reached a handler: ${said}`)
  for (const answer of answers) inspectAnswer(answer)
  if (first !== undefined && expected.code !== undefined)
    assert.equal(codeOf(first), expected.code, said)
}

/** Names of programs inside, places in files, sentences of a database: nothing of it belongs into an answer. */
const inside =
  /node_modules|\.[cm]?[jt]s:\d|\bat [\w.]+ \(|\bat \/|FST_|HPE_|ERR_|fastify|undici|find-my-way|postgres|ZodError|"stack"|\/(?:home|root|tmp|usr|work)\//i

/** What every answer has, and what none shows. */
export function inspectAnswer({ status, head, body }: WireAnswer): void {
  assert.notEqual(status, 101, 'the connection was handed over')
  assert.doesNotMatch(`${head}\n${body}`, inside)
  assert.doesNotMatch(head, /^(?:server|x-powered-by|access-control-[a-z-]+):/im)
  if (status < 400) return
  assert.match(head, /^content-type: application\/problem\+json\r?$/im)
  assert.match(codeOf({ body }), /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?$/)
  assert.ok(body.length < 4_000, `a refusal of ${body.length} characters says too much`)
}

function codeOf({ body }: Pick<WireAnswer, 'body'>): string {
  const problem: unknown = body === '' ? {} : JSON.parse(body)
  return String(Reflect.get(Object(problem), 'code'))
}

/** Sends bytes, then the probe once an answer stands, and gives every answer but the probe's. */
export async function sendAttack(port: number, bytes: string): Promise<readonly WireAnswer[]> {
  const socket = connect({ host: '127.0.0.1', port }).setEncoding('latin1')
  socket.on('error', () => socket.destroy())
  let all = ''
  let isProbed = false
  socket.on('data', (piece) => {
    all += String(piece)
    if (isProbed || splitAnswers(all).length === 0) return
    isProbed = true
    socket.write(probe)
  })
  const timer = systemClock.timer(answerMsMax, () => socket.destroy(new Error('too late')))
  let isLate = false
  socket.on('error', (error) => {
    isLate ||= error.message === 'too late'
  })
  socket.write(Buffer.from(bytes, 'latin1'))
  await new Promise((resolve) => socket.once('close', resolve))
  timer.cancel()
  assert.equal(isLate, false, `the connection was left open after: ${all.slice(0, 300)}`)
  const answers = splitAnswers(all)
  return isProbed && isToProbe(answers.at(-1)) ? answers.slice(0, -1) : answers
}

function isToProbe(answer: WireAnswer | undefined): boolean {
  return answer?.status === 414 && /^connection: close\r?$/im.test(answer.head)
}

/** Reads whole answers one behind the other; one that is not whole yet is left out. */
function splitAnswers(all: string): readonly WireAnswer[] {
  const answers: WireAnswer[] = []
  let rest = all
  for (;;) {
    const end = rest.indexOf('\r\n\r\n')
    if (end === -1) return answers
    const head = rest.slice(0, end)
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
    const length = Number(/^content-length: (\d+)\r?$/im.exec(head)?.[1] ?? 0)
    const body = rest.slice(end + 4, end + 4 + length)
    if (body.length < length) return answers
    answers.push({ status, head, body })
    rest = rest.slice(end + 4 + length)
  }
}
