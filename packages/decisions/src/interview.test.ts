import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  areaIds,
  areas,
  conflictsOf,
  idleChoices,
  type Language,
  metAreas,
  openAreas,
  type PatternId,
  texts,
} from '@atoll/patterns'
import { isFault } from '@atoll/pipeline'
import { adapters, type Decisions, isPutOff, recordsOf, system } from '@atoll/system'
import {
  aboutKeys,
  answer,
  askAgain,
  back,
  beginInterview,
  idleOf,
  type Interview,
  putOff,
  skip,
  spotOf,
  takeDefault,
  takeDefaults,
  tell,
  unknownOf,
  withoutIdle,
} from './interview.ts'
import { optionsOf, type Spot } from './interview-options.ts'
import { progressOf } from './interview-progress.ts'
import { detailsOf, questionOf } from './interview-question.ts'
import { phrases } from './phrases.ts'

const seed = Number(process.env['ATOLL_SEED'] ?? Date.now() % 2 ** 31)
const today = '2026-11-23'
/** What somebody answers before losing patience. */
const questionsMax = 25
/** More questions than any walk can hold. */
const stepsMax = 100

/** Numbers from 0 to 1 that a seed repeats: a linear congruence, which is chance enough to choose among a few. */
function createChance(from: number): () => number {
  let state = from >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) / 2 ** 24
  }
}

const descriptions = [true, false].flatMap((brownfield) =>
  [true, false].flatMap((polyglot) =>
    [true, false].map((webUi) => ({ brownfield, polyglot, webUi })),
  ),
)

function begin(decisions: Decisions | null = null, language: Language = 'en'): Interview {
  return beginInterview({ decisions, language, today })
}

function shaped(shape: PatternId, about = { brownfield: false, polyglot: false, webUi: true }) {
  const known = aboutKeys.reduce((from, key) => tell(from, key, about[key]), begin())
  return answer(known, at('architecture'), { answers: [{ pattern: shape }] })
}

function at(area: Spot['area'], place: Spot['place'] = 'system'): Spot {
  return { area, place }
}

/** Says of whatever is asked what `reply` makes of it, to the end; the moments on the way. */
function goOn(
  from: Interview,
  reply: (now: Interview, spot: Spot) => Interview,
): readonly Interview[] {
  const moments = [from]
  let now = from
  for (let spot = spotOf(now); spot !== null; spot = spotOf(now)) {
    assert.ok(moments.length < stepsMax, 'the interview does not end')
    now = reply(now, spot)
    moments.push(now)
  }
  return moments
}

function last(moments: readonly Interview[]): Interview {
  return moments.at(-1) ?? assert.fail('no moment')
}

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (thrown) {
    assert.ok(isFault(thrown) && thrown.code === 'answer_refused', String(thrown))
    return thrown.message
  }
  return assert.fail('it was taken')
}

describe('an interview by defaults', () => {
  for (const about of descriptions)
    for (const shape of ['microservice-architecture', 'monolithic-architecture'] as const)
      it(`ends with nothing open: ${shape}, ${JSON.stringify(about)}`, () => {
        const moments = goOn(shaped(shape, about), takeDefault)
        const { walk, decisions } = last(moments)
        assert.deepEqual(openAreas(walk), [])
        assert.deepEqual(conflictsOf(walk), [])
        assert.ok(moments.length + aboutKeys.length <= questionsMax, `${moments.length} questions`)
        // Whatever a system is made of, it starts with these.
        assert.equal(system('shop', { services: [], decisions }).decisions, decisions)
      })

  it('takes what is built, and puts off only what nothing built answers, or a risk', () => {
    for (const about of descriptions) {
      const { decisions } = last(goOn(shaped('microservice-architecture', about), takeDefault))
      for (const { area, said } of recordsOf(decisions)) {
        const planned = isPutOff(said) ? [] : said.filter(({ adapter }) => adapter === 'planned')
        assert.deepEqual(planned, [], area)
        if (!isPutOff(said)) continue
        const isRisk = areas[area].choose === 'revisit'
        const built = optionsOf(begin(decisions).walk, at(area)).filter(
          (each) => each.isBuilt && each.against.length === 0,
        )
        assert.ok(isRisk || built.length === 0, `${area} could be ${built[0]?.pattern}`)
      }
    }
  })

  it('asks nothing where all defaults are taken, and begins with services', () => {
    const done = takeDefaults(begin())
    assert.equal(questionOf(done), null)
    assert.deepEqual(openAreas(done.walk), [])
    const { about, architecture } = done.decisions
    assert.deepEqual(about, { brownfield: false, polyglot: false, webUi: false })
    assert.deepEqual(architecture, {
      pattern: 'microservice-architecture',
      adapter: 'processes',
      reason: texts.en.defaults.architecture[0],
      date: today,
    })
  })
})

describe('an interview at random', () => {
  const chance = createChance(seed)
  const say = (text: string) => `ATOLL_SEED=${seed}: ${text}`
  const counts: number[] = []

  /** Anything that can be taken, also what nobody built. */
  function replyByChance(now: Interview, spot: Spot): Interview {
    const possible = optionsOf(now.walk, spot).filter(({ against }) => against.length === 0)
    const taken = possible[Math.floor(chance() * (possible.length + 0.3))]
    if (taken === undefined) {
      const isNeeded = spot.area === 'architecture' || spot.area === 'communication'
      return isNeeded ? takeDefault(now) : putOff(now, spot)
    }
    return answer(now, spot, { answers: [taken] })
  }

  it('ends, asks about as much as somebody bears, and leaves nothing open or idle', () => {
    for (let index = 0; index < 200; index += 1) {
      const about = descriptions[index % descriptions.length]
      const moments = goOn(shaped('microservice-architecture', about), replyByChance)
      const { walk } = last(moments)
      assert.deepEqual(openAreas(walk), [], say('open'))
      assert.deepEqual(idleOf(last(moments)), [], say('idle'))
      assert.deepEqual(conflictsOf(walk), [], say('conflict'))
      counts.push(moments.length + aboutKeys.length)
    }
    counts.sort((one, other) => one - other)
    const [median = 0, max = 0] = [counts[100], counts.at(-1)]
    assert.ok(median <= questionsMax, say(`median ${median}`))
    assert.ok(max <= questionsMax + 3, say(`max ${max}`))
    assert.ok(median > 10, say(`only ${median}: does it ask at all?`))
  })

  it('tells about how many questions are left', () => {
    const moments = goOn(shaped('microservice-architecture'), takeDefault)
    for (const [index, moment] of moments.entries())
      assert.equal(progressOf(moment).left, moments.length - 1 - index, `question ${index}`)
    const other = goOn(shaped('microservice-architecture'), replyByChance)
    assert.equal(progressOf(last(other)).left, 0)
    const plain = { brownfield: false, polyglot: false, webUi: false }
    const { left } = progressOf(shaped('microservice-architecture', plain))
    assert.equal(progressOf(begin()).left, left + aboutKeys.length + 1)
  })
})

describe('a reply', () => {
  it('is first what must be known, then the area from which all others follow', () => {
    let now = begin()
    for (const key of aboutKeys) {
      assert.equal(unknownOf(now), key)
      assert.equal(questionOf(now)?.kind, 'about')
      now = tell(now, key, key === 'webUi')
    }
    assert.deepEqual(spotOf(now), at('architecture'))
    assert.deepEqual(now.decisions.about, { brownfield: false, polyglot: false, webUi: true })
  })

  it('ends what has no choice at once, and tells so', () => {
    const done = answer(shaped('microservice-architecture'), at('boundaries'), {
      answers: [{ pattern: 'decompose-by-subdomain' }],
      reason: 'They know their domain.',
    })
    const [told] = done.told
    assert.deepEqual([told?.area, told?.patterns], ['ownership', ['service-per-team']])
    const met = metAreas(done.walk).find(({ area }) => area === 'ownership')
    assert.equal(met?.end, 'decided')
  })

  it('is recorded with adapter, settings, reason and day', () => {
    const reply = {
      answers: [{ pattern: 'client-side-discovery', adapter: 'eureka' }],
      reason: 'It is there.',
    } as const
    const { decisions } = answer(shaped('microservice-architecture'), at('discovery'), reply)
    assert.deepEqual(decisions.discovery, {
      pattern: 'client-side-discovery',
      adapter: 'eureka',
      settings: { servers: ['http://127.0.0.1:8761/eureka'] },
      reason: 'It is there.',
      date: today,
    })
  })

  it('without a reason gets that of the default, or what speaks for the pattern', () => {
    const from = shaped('microservice-architecture')
    const said = (pattern: PatternId) =>
      recordsOf(answer(from, at('boundaries'), { answers: [{ pattern }] }).decisions, [
        'boundaries',
      ])
        .flatMap((each) => (isPutOff(each.said) ? [] : each.said))
        .map(({ reason }) => reason)
    assert.deepEqual(said('decompose-by-business-capability'), [texts.en.defaults.boundaries[0]])
    const [benefit] = texts.en.patterns['decompose-by-subdomain'].benefits
    assert.deepEqual(said('decompose-by-subdomain'), [benefit])
  })

  it('can put off, for a year if no day is named', () => {
    const { decisions } = putOff(shaped('microservice-architecture'), at('data-ownership'))
    const reason = texts.en.meanwhile['data-ownership']
    assert.deepEqual(decisions['data-ownership'], {
      waivedUntil: '2027-11-23',
      reason,
      date: today,
    })
  })

  it('can skip: it stays open, and is asked again in the next sitting', () => {
    const now = skip(shaped('microservice-architecture'))
    assert.notEqual(spotOf(now)?.area, 'boundaries')
    assert.ok(openAreas(now.walk).some(({ area }) => area === 'boundaries'))
    const later = begin(last(goOn(now, takeDefault)).decisions)
    assert.deepEqual(spotOf(later), at('boundaries'))
  })

  it('can be taken back, one after the other', () => {
    const moments = goOn(shaped('microservice-architecture'), takeDefault)
    let now = last(moments)
    for (const moment of moments.toReversed().slice(1)) {
      now = back(now)
      assert.deepEqual(now.decisions, moment.decisions)
    }
    now = aboutKeys.reduce(back, back(now))
    assert.equal(back(now), now)
    assert.deepEqual(now.about, {})
  })

  it('can be given anew, and what concerns nothing any more is left out', () => {
    const done = last(goOn(shaped('microservice-architecture'), takeDefault))
    const again = askAgain(done, at('architecture'))
    assert.deepEqual(spotOf(again), at('architecture'))
    const mono = answer(again, at('architecture'), {
      answers: [{ pattern: 'monolithic-architecture' }],
    })
    const idle = idleOf(mono).map(({ area }) => area)
    assert.ok(idle.includes('data-ownership') && !idle.includes('communication'), idle.join())
    const { walk, decisions } = withoutIdle(last(goOn(mono, takeDefault)))
    assert.deepEqual(idleOf({ ...done, walk, decisions }), [])
    assert.deepEqual(
      idleChoices(walk).filter(({ area }) => area !== 'communication'),
      [],
    )
  })

  it('holds for one place where one is named', () => {
    const spot = at('data-ownership', 'service:legacy')
    const from = last(goOn(shaped('microservice-architecture'), takeDefault))
    const now = answer(from, spot, { answers: [{ pattern: 'shared-database' }], reason: 'Old.' })
    assert.deepEqual(spotOf(now), at('shared-schema', 'service:legacy'))
    const question = questionOf(now)
    assert.ok(question?.kind === 'area' && question.place === 'service:legacy')
  })

  const from = shaped('microservice-architecture')
  const refused: Record<string, { act: () => Interview; says: RegExp }> = {
    'before what must be known': {
      act: () => answer(begin(), at('architecture'), { answers: [] }),
      says: /say first: brownfield, polyglot, webUi/,
    },
    'that answers something else': {
      act: () => answer(from, at('boundaries'), { answers: [{ pattern: 'saga' }] }),
      says: /saga does not answer boundaries/,
    },
    'of two patterns where one is due': {
      act: () =>
        answer(from, at('boundaries'), {
          answers: [
            { pattern: 'decompose-by-subdomain' },
            { pattern: 'decompose-by-business-capability' },
          ],
        }),
      says: /boundaries takes exactly one answer/,
    },
    'by something that is not built': {
      act: () =>
        answer(from, at('discovery'), {
          answers: [{ pattern: 'client-side-discovery', adapter: 'consul' }],
        }),
      says: /consul is not built; write supervisor or eureka or dns/,
    },
    'that plans what is built': {
      act: () =>
        answer(from, at('discovery'), {
          answers: [{ pattern: 'client-side-discovery', adapter: 'planned' }],
        }),
      says: /client-side-discovery is built/,
    },
    'at a place that does not fit': {
      act: () =>
        answer(from, at('logs', 'client:web'), { answers: [{ pattern: 'log-aggregation' }] }),
      says: /logs is decided for a system/,
    },
    'to what follows from something else': {
      act: () => {
        const found = answer(from, at('discovery'), {
          answers: [{ pattern: 'client-side-discovery' }],
        })
        return askAgain(found, at('registration'))
      },
      says: /registration at system follows from discovery by supervisor/,
    },
    'that puts off what comes first': {
      act: () => putOff(from, at('architecture')),
      says: /architecture/,
    },
    'that puts off until a day that is gone': {
      act: () => putOff(from, at('logs'), { until: '2026-11-23' }),
      says: /2026-11-23 is not in the future/,
    },
    'that puts off until no day': {
      act: () => putOff(from, at('logs'), { until: '2027-02-30' }),
      says: /'2027-02-30' is no day/,
    },
  }
  for (const [what, { act, says }] of Object.entries(refused))
    it(`is refused ${what}`, () => assert.match(refusal(act), says))
})

describe('a question', () => {
  it('shows the default first, then what is built, then what is not, and why something cannot be taken', () => {
    const now = answer(shaped('microservice-architecture'), at('deployment'), {
      answers: [{ pattern: 'serverless-deployment' }],
    })
    const done = last(goOn(now, takeDefault))
    const options = optionsOf(done.walk, at('outbox-relay'))
    assert.deepEqual(
      options.map(({ pattern, adapter, against }) => [pattern, adapter, against]),
      [
        ['transaction-log-tailing', 'planned', []],
        ['polling-publisher', 'postgres', ['serverless-deployment']],
      ],
    )
    const question = questionOf(askAgain(done, at('discovery')))
    assert.ok(question?.kind === 'area')
    const [first] = question.options
    assert.deepEqual([first?.adapter, first?.isUsual], ['haproxy', true])
  })

  it('tells what each answer would bring, before it is taken', () => {
    const command = at('distributed-command')
    const moments = goOn(shaped('microservice-architecture'), takeDefault)
    const asked = moments.find((each) => spotOf(each)?.area === command.area)
    const details = detailsOf(asked ?? last(moments), command, 'saga')
    assert.deepEqual(
      details.needs.map(({ id }) => id),
      ['messaging'],
    )
    assert.ok(details.opens.some(({ id }) => id === 'saga-coordination'))
    assert.ok(details.drawbacks.length > 0)
  })

  it('is in the language that was asked for', () => {
    const [english, korean] = (['en', 'ko'] as const).map((language) =>
      questionOf(aboutKeys.reduce((from, key) => tell(from, key, true), begin(null, language))),
    )
    assert.ok(english?.kind === 'area' && korean?.kind === 'area')
    assert.notEqual(english.question, korean.question)
    assert.match(korean.options.map(({ name, line, by }) => name + line + by).join(), /[가-힣]/)
  })

  it('has words for everything that carries a pattern out', () => {
    for (const by of new Set([...Object.values<readonly string[]>(adapters).flat(), 'planned']))
      for (const language of ['en', 'ko'] as const)
        assert.ok(phrases[language].explain.by[by] !== undefined, `${language}: ${by}`)
  })
})

it('any area can be asked again once all is decided', () => {
  const done = last(goOn(shaped('microservice-architecture'), takeDefault))
  for (const area of areaIds) {
    if (area === 'instance-catalogue' || area === 'registration') continue
    const question = questionOf(askAgain(done, at(area)))
    assert.ok(question?.kind === 'area' && question.area === area, area)
  }
})
