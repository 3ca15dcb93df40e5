import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { columnsOf, readRecord } from '@atoll/decisions'
import { systemClock } from '@atoll/pipeline'
import { hearScreen } from './heard-screen.ts'
import { main } from './main.ts'
import type { Asking, Choosing, Prompts } from './prompts.ts'

/** What somebody does when asked: chooses values, or writes; null is Ctrl-C. */
type Person = (asked: Choosing | Asking) => readonly string[] | null

interface Told {
  readonly code: number
  readonly out: string
  readonly err: string
  /** Everything that was drawn, in its order. */
  readonly drawn: readonly string[]
}

function open(t: TestContext, environment: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-decide-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'decisions.ts')
  const run = async (args: readonly string[], person: Person | null): Promise<Told> => {
    const drawn: string[] = []
    const heard = hearScreen()
    const screen = { ...heard.screen, isInteractive: person !== null }
    const prompts = async () => drawing(person ?? (() => assert.fail('nobody is there')), drawn)
    const clock = { ...systemClock, now: () => Date.parse('2026-11-23T12:00:00Z') }
    const parts = { screen, environment, prompts, clock }
    const code = await main(['decide', ...args, '--directory', folder], parts)
    return { code, out: heard.out(), err: heard.err(), drawn }
  }
  return {
    folder,
    file,
    decisions: () => readRecord(file),
    /** Without a terminal. */
    atoll: (...args: readonly string[]) => run(args, null),
    /** With somebody at it. */
    sit: (person: Person, ...args: readonly string[]) => run(args, person),
  }
}

function drawing(person: Person, drawn: string[]): Prompts {
  const note = (text: string) => void drawn.push(text)
  const answered = (asked: Choosing | Asking) => {
    note(asked.message)
    if ('options' in asked) for (const { label } of asked.options) note(label)
    return person(asked)
  }
  return {
    begin: note,
    say: note,
    end: note,
    choose: async (choosing) => answered(choosing)?.[0] ?? null,
    chooseSeveral: async (choosing) => answered(choosing),
    ask: async (asking) => {
      const [text] = answered(asking) ?? [null]
      return text === null || text === '' ? (text === '' ? asking.usual : null) : (text ?? null)
    },
  }
}

/** Presses enter at everything. */
const contented: Person = (asked) => ('options' in asked ? asked.initial : [''])

/** Does something else at the first question that shows a text, and presses enter at all others. */
function exceptAt(text: string, then: readonly (readonly string[] | null)[]): Person {
  const left = [...then]
  let isThere = false
  return (asked) => {
    isThere ||= asked.message.includes(text)
    const [next] = left
    if (!isThere || next === undefined) return contented(asked)
    left.shift()
    return next
  }
}

const known = ['-a', 'brownfield=no', '-a', 'polyglot=no', '-a', 'webUi=yes']

describe('decide at a terminal', () => {
  it('asks until nothing is open, and writes what was answered', async (t) => {
    const { sit, decisions } = open(t)
    const { code, drawn, out } = await sit(contented)
    assert.equal(code, 0)
    assert.match(drawn.at(-1) ?? '', /^Nothing is open/)
    assert.match(out, /^$|Wrote decisions.ts/)
    const record = await decisions()
    assert.equal(record?.about?.webUi, false)
    const questions = drawn.filter((each) => each.startsWith('Question '))
    assert.ok(questions.length > 15 && questions.length <= 25, `${questions.length} questions`)
    assert.match(drawn.join('\n'), /followed by itself:\n- Ownership: Service per team/)
  })

  it('draws nothing that is wider than the terminal, in each language', async (t) => {
    for (const language of ['en', 'ko'] as const) {
      const { sit } = open(t)
      const { drawn } = await sit(contented, '--lang', language)
      for (const line of drawn.join('\n').split('\n'))
        assert.ok(columnsOf(line) <= 80 - 4, `${columnsOf(line)} columns: ${line}`)
    }
  })

  it('keeps what was answered when somebody presses Ctrl-C, and goes on there', async (t) => {
    const { sit, decisions } = open(t)
    const ended = await sit(exceptAt('Data ownership', [null]))
    assert.equal(ended.code, 130)
    assert.match(ended.out, /About \d+ questions are left; go on with `atoll decide/)
    const record = await decisions()
    assert.ok(record?.boundaries !== undefined && record['data-ownership'] === undefined)
    const { drawn } = await sit(contented)
    assert.match(drawn[0] ?? '', /goes on where decisions.ts ends/)
    assert.match(drawn[1] ?? '', /Data ownership/)
  })

  it('writes another answer with the reason that was given', async (t) => {
    const { sit, decisions } = open(t)
    await sit(exceptAt('Boundaries', [['decompose-by-subdomain:people'], ['Two domains.']]))
    const reason = 'Two domains.'
    const date = '2026-11-23'
    const pattern = 'decompose-by-subdomain'
    assert.deepEqual((await decisions())?.boundaries, { pattern, adapter: 'people', reason, date })
  })

  it('asks where a server is if an answer needs one', async (t) => {
    const { sit, decisions } = open(t)
    const eureka = [['client-side-discovery:eureka'], ['http://a/eureka, http://b/eureka'], ['']]
    await sit(exceptAt('Finding instances', eureka))
    const said = JSON.stringify((await decisions())?.discovery)
    assert.match(said, /"settings":\{"servers":\["http:\/\/a\/eureka","http:\/\/b\/eureka"\]\}/)
  })

  it('explains the answers, goes back, puts off, skips and stops', async (t) => {
    const { sit, decisions } = open(t)
    const explained = await sit(
      exceptAt('Boundaries', [['menu'], ['explain'], ['decompose-by-subdomain'], ['return'], null]),
    )
    assert.match(explained.drawn.join('\n'), /Problem +Services need boundaries along which words/)
    assert.match(explained.drawn.join('\n'), /Then asked +- Who owns each service/)

    const off = [['menu'], ['put-off'], ['2027-01-31'], ['After the workshop.']]
    const stopped = await sit(exceptAt('Boundaries', [...off, ['menu'], ['stop']]))
    assert.equal(stopped.code, 0)
    const waived = { waivedUntil: '2027-01-31', reason: 'After the workshop.', date: '2026-11-23' }
    assert.deepEqual((await decisions())?.boundaries, waived)

    const skipped = await sit(
      exceptAt('Synchronous', [['menu'], ['skip'], ['menu'], ['back'], null]),
    )
    const asked = skipped.drawn.filter((each) => each.startsWith('Question '))
    assert.match(asked[1] ?? '', /Data ownership/)
    assert.match(asked[2] ?? '', /Synchronous/)
  })

  it('takes one default, or all of them', async (t) => {
    const { sit, decisions } = open(t)
    const { drawn } = await sit(exceptAt('Architecture', [['menu'], ['usual'], ['menu'], ['rest']]))
    assert.match(drawn.at(-1) ?? '', /^Nothing is open/)
    const record = await decisions()
    assert.ok(record?.boundaries !== undefined && record['safe-release'] !== undefined)
  })

  it('asks before it leaves out what a changed mind made idle', async (t) => {
    const { sit, atoll, decisions } = open(t)
    await atoll(...known, '--defaults')
    const mono = [['monolithic-architecture:one-process'], ['Small.']]
    const answers = (leaves: string): Person => {
      const first = exceptAt('Architecture', mono)
      return (asked) => (asked.message.includes('Leave them out?') ? [leaves] : first(asked))
    }
    await sit(answers('no'), 'architecture')
    assert.ok((await decisions())?.['data-ownership'] !== undefined)
    await sit(answers('yes'), 'architecture')
    assert.equal((await decisions())?.['data-ownership'], undefined)
  })
})

describe('decide without a terminal', () => {
  it('says how, where nobody can be asked', async (t) => {
    const { code, err } = await open(t).atoll()
    assert.equal(code, 2)
    assert.match(err, /--defaults, .*--answers <file>, .*--answer/)
  })

  it('takes all defaults with --defaults, and changes nothing the second time', async (t) => {
    const { atoll, file } = open(t)
    assert.equal((await atoll('--defaults', '--no-adr')).out, 'Wrote decisions.ts.')
    const text = readFileSync(file, 'utf8')
    assert.equal((await atoll('--defaults', '--no-adr')).out, 'decisions.ts stays as it is.')
    assert.equal(readFileSync(file, 'utf8'), text)
  })

  it('prints and writes nothing with --dry-run', async (t) => {
    const { atoll, file } = open(t)
    const { out } = await atoll('--defaults', '--dry-run')
    assert.match(out, /^\/\*\* What was decided, and why\.[^]*as const satisfies Decisions$/)
    assert.ok(!existsSync(file))
  })

  it('gives reasons in the language that is asked for', async (t) => {
    const { atoll, file } = open(t, { LANG: 'ko_KR.UTF-8' })
    assert.match((await atoll('--defaults')).out, /decisions.ts에 기록했습니다/)
    assert.match(readFileSync(file, 'utf8'), /reason: '처음부터 나눠 두어도/)
  })

  it('takes one step, and tells the next question as JSON', async (t) => {
    const { atoll, decisions } = open(t)
    const first = read((await atoll('--json')).out)
    assert.deepEqual([first.written, first.question?.about], [false, 'brownfield'])
    const second = read((await atoll(...known, '--json')).out)
    assert.deepEqual([second.written, second.question?.area], [true, 'architecture'])
    const reply = 'architecture=microservice-architecture:processes'
    const third = read((await atoll('-a', reply, '--reason', 'Six teams.', '--json')).out)
    assert.equal(third.question?.area, 'boundaries')
    assert.ok(third.progress.left > 10 && third.open.length > 10)
    const details = third.details?.['decompose-by-subdomain']
    assert.ok(details !== undefined && details.drawbacks.length > 0)
    assert.match(JSON.stringify((await decisions())?.architecture), /Six teams\./)
  })

  it('refuses a wrong step with one sentence, and writes nothing', async (t) => {
    const { atoll, file } = open(t)
    for (const [reply, says] of Object.entries({
      'architecture=saga': /say first|saga does not answer/,
      'loging=x': /'loging=x' is no reply; write one like/,
      'webUi=perhaps': /webUi: write yes or no, not 'perhaps'/,
      'boundaries=foo': /there is no pattern 'foo'/,
      'logs@client:web=log-aggregation': /logs is decided for a system/,
      'boundaries=skip': /boundaries is not what is asked now/,
    })) {
      const { code, err } = await atoll(...known, '-a', reply)
      assert.equal(code, 2, err)
      assert.match(err, says)
      assert.ok(!existsSync(file))
    }
    assert.equal((await atoll('no-such-area', '--defaults')).code, 2)
  })

  it('says what is missing where it cannot write yet, and what counts for nothing any more', async (t) => {
    const { atoll, file } = open(t)
    const half = await atoll('--answer', 'webUi=yes')
    assert.match(half.out, /Nothing was written yet: say brownfield, polyglot in the same line/)
    assert.ok(!existsSync(file))
    await atoll('--defaults', '--no-adr')
    const one = await atoll('--answer', 'architecture=monolithic-architecture', '--no-adr')
    assert.match(one.out, /\d+ former answers concern nothing any more; `atoll decide --defaults/)
  })

  it('takes answers from a file, and fills in what was left out', async (t) => {
    const { folder, atoll, decisions } = open(t)
    const answers = join(folder, 'answers.json')
    const text = JSON.stringify({
      about: { brownfield: false, polyglot: false, webUi: true },
      architecture: 'microservice-architecture',
      discovery: 'client-side-discovery:eureka',
      errors: 'put-off',
      'partial-failure': ['circuit-breaker', 'x-timeout-retry-bulkhead'],
      'data-ownership': { default: 'database-per-service', legacy: 'shared-database' },
    })
    writeFileSync(answers, text)
    const { code, out } = await atoll('--answers', answers)
    assert.equal(code, 0)
    assert.match(out, /Wrote decisions.ts.\nWrote .*\nAbout \d+ questions are left/)
    const record = await decisions()
    assert.match(JSON.stringify(record?.discovery), /8761\/eureka/)
    assert.match(JSON.stringify(record?.errors), /2027-11-23/)
    assert.equal((await atoll('--answers', answers, '--defaults')).code, 0)
    assert.equal((await atoll('--json')).out.includes('"question": null'), true)
  })

  it('tells all mistakes of a file at once, and writes nothing', async (t) => {
    const { folder, atoll, file } = open(t)
    const answers = join(folder, 'answers.json')
    const says = async (value: unknown) => {
      writeFileSync(answers, typeof value === 'string' ? value : JSON.stringify(value))
      const { code, err } = await atoll('--answers', answers)
      assert.equal(code, 2, err)
      assert.ok(!existsSync(file))
      return err
    }
    const several = await says({ loging: 'x', boundaries: 'saga', audit: { waivedUntil: 'soon' } })
    assert.match(several, /nothing was written:\n- loging: there is no such area/)
    assert.match(several, /\n- boundaries.pattern: 'saga' does not answer it/)
    assert.match(several, /\n- audit.waivedUntil: 'soon' is no day/)
    const idle = {
      architecture: 'monolithic-architecture',
      'data-ownership': 'database-per-service',
    }
    assert.match(await says(idle), /- data-ownership: nothing that is answered asks for it/)
    assert.match(await says('{'), /^answers.json is no JSON/)
    assert.match(await says([]), /- write one JSON object/)
  })
})

interface State {
  readonly written: boolean
  readonly progress: { readonly left: number }
  readonly question: { readonly area?: string; readonly about?: string } | null
  readonly details?: Readonly<Record<string, { readonly drawbacks: readonly string[] }>>
  readonly open: readonly unknown[]
}

/** What `--json` prints, as scripts take it. */
function read(text: string): State {
  return JSON.parse(text) as State
}

describe('the documents of decisions', () => {
  it('follow what is decided, unless they shall not', async (t) => {
    const { folder, atoll } = open(t)
    const folderOf = join(folder, 'docs/decisions')
    assert.equal((await atoll('--defaults', '--no-adr')).out, 'Wrote decisions.ts.')
    assert.ok(!existsSync(folderOf))
    assert.match((await atoll('--defaults')).out, /Wrote \d+ documents in docs\/decisions\./)
    assert.match(
      readFileSync(join(folderOf, '0001-architecture.md'), 'utf8'),
      /^---\nstatus: accepted/,
    )
  })

  it('are looked at with --check, and written anew with --adr', async (t) => {
    const { folder, atoll } = open(t)
    assert.equal((await atoll('--check')).code, 2)
    await atoll('--defaults')
    assert.equal((await atoll('--check')).code, 0)
    writeFileSync(join(folder, 'docs/decisions/0001-architecture.md'), 'mine')
    const { code, err } = await atoll('--check')
    assert.equal(code, 1)
    assert.match(err, /^1 document differs from decisions.ts: 0001-architecture.md\./)
    assert.match((await atoll('--adr')).out, /Wrote 1 document/)
    assert.equal((await atoll('--check')).code, 0)
  })

  it('stay in their language, whatever that of the terminal', async (t) => {
    const { atoll } = open(t, { LANG: 'ko_KR.UTF-8' })
    await atoll('--defaults', '--lang', 'en')
    assert.equal((await atoll('--check')).code, 0)
  })
})
