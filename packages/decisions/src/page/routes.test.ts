import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { HttpRequest, HttpResponse } from '@atoll/http'
import { isFault } from '@atoll/pipeline'
import { beginInterview, type Interview } from '../interview.ts'
import { decideRoutes } from './routes.ts'

const token = 'a secret of this page'

/** The page of a response. */
function textOf({ body }: HttpResponse): string {
  assert.ok(typeof body === 'string')
  return body
}

/** The page without a server, and what it saved. */
function open({ save = async () => {} }: { save?: (interview: Interview) => Promise<void> } = {}) {
  const saved: Interview[] = []
  const interview = beginInterview({ decisions: null, language: 'en', today: '2026-11-23' })
  const routes = decideRoutes({
    system: '<shop>',
    interview,
    token,
    prefix: '/decisions',
    async save(next) {
      await save(next)
      saved.push(next)
    },
  })
  const ask = (method: string, path: string, body: unknown = null) => {
    const route = routes.find((each) => each.method === method && each.path === path)
    assert.ok(route, `${method} ${path}`)
    // A route reads the body of a request and nothing else.
    return route.handle({ body } as HttpRequest)
  }
  const page = async () => textOf(await ask('GET', '/decisions/'))
  const post = (act: string, fields: Readonly<Record<string, unknown>> = {}) =>
    page().then((text) => {
      const step = /name="step" value="(\d+)"/.exec(text)?.[1] ?? ''
      return ask('POST', `/decisions/${act}`, { token, step, ...fields })
    })
  return { ask, page, post, saved }
}

async function begun(parts: Parameters<typeof open>[0] = {}) {
  const opened = open(parts)
  for (const [key, value] of [
    ['webUi', 'yes'],
    ['brownfield', 'no'],
    ['polyglot', 'no'],
  ])
    assert.equal((await opened.post('about', { key, value })).status, 303)
  return opened
}

const architecture = { area: 'architecture', place: 'system' }
const many = 'microservice-architecture processes'

describe('the page of the decisions', () => {
  test('asks, takes an answer, saves it and asks the next', async () => {
    const { page, post, saved } = await begun()
    assert.match(await page(), /Is the application delivered/)
    const replied = await post('answer', { ...architecture, option: many, reason: 'Six teams.' })
    assert.deepEqual([replied.status, replied.headers], [303, { location: '/decisions/' }])
    const said = saved.at(-1)?.decisions.architecture
    assert.deepEqual(said, {
      pattern: 'microservice-architecture',
      adapter: 'processes',
      reason: 'Six teams.',
      date: '2026-11-23',
    })
    assert.match(await page(), /Boundaries/)
    await post('back')
    assert.match(await page(), /Is the application delivered/)
  })

  test('shows before an answer is taken what it would bring', async () => {
    const { page } = await begun()
    const text = await page()
    assert.match(text, /Questions that it brings<\/b> 20: Boundaries, /)
    assert.match(text, /No longer possible beside it/)
    assert.match(text, /<html lang="en">/)
    assert.match(text, /&lt;shop&gt;/)
  })

  test('takes all suggestions, and nothing is open then', async () => {
    const { page, post } = await begun()
    await post('defaults')
    assert.match(await page(), /<b>0<\/b> open/)
    assert.match(await page(), /Every question has an answer/)
    await post('again', { area: 'discovery', place: 'system' })
    assert.match(await page(), /how does a caller reach one that lives/)
  })

  test('puts off, leaves for later, and speaks the other language', async () => {
    const { page, post, saved } = await begun()
    await post('answer', { ...architecture, option: many })
    await post('answer', {
      area: 'boundaries',
      place: 'system',
      option: 'put-off',
      until: '2027-01-31',
    })
    assert.deepEqual(
      Reflect.get(Object(saved.at(-1)?.decisions.boundaries), 'waivedUntil'),
      '2027-01-31',
    )
    await post('skip')
    await post('language', { language: 'ko' })
    assert.match(await page(), /<html lang="ko">/)
  })

  test('refuses a form of another page', async () => {
    const { ask, saved } = await begun()
    const before = saved.length
    for (const fields of [
      null,
      {},
      { token: 'guessed', step: '3' },
      { token: [token], step: '3' },
      'x',
    ])
      await assert.rejects(
        ask('POST', '/decisions/defaults', fields),
        (thrown) => isFault(thrown) && thrown.kind === 'forbidden',
      )
    assert.equal(saved.length, before)
  })

  test('takes no reply to an earlier question', async () => {
    const { ask, saved } = await begun()
    const before = saved.length
    const stale = await ask('POST', '/decisions/defaults', { token, step: '0' })
    assert.deepEqual([stale.status, saved.length], [409, before])
    assert.match(textOf(stale), /Somebody else was quicker/)
  })

  test('says what is wrong with a reply, and stays where it is', async () => {
    const { post, saved } = await begun()
    const before = saved.length
    const wrong: readonly [string, Readonly<Record<string, string>>][] = [
      ['answer', architecture],
      ['answer', { ...architecture, option: 'saga events' }],
      ['answer', { ...architecture, option: 'microservice-architecture kafka' }],
      ['answer', { ...architecture, option: '__proto__ x' }],
      ['answer', { area: 'architecture', place: 'service:<b>', option: many }],
      ['answer', { area: 'constructor', place: 'system', option: many }],
      ['answer', { ...architecture, option: 'put-off' }],
      ['answer', { area: 'boundaries', place: 'system', option: 'put-off', until: 'tomorrow' }],
      ['answer', { ...architecture, option0: 'put-off', option1: many }],
      ['about', { key: 'webUi', value: 'perhaps' }],
    ]
    for (const [act, fields] of wrong) {
      const replied: HttpResponse = await post(act, fields)
      assert.equal(replied.status, 422, `${act} ${JSON.stringify(fields)}`)
      assert.match(textOf(replied), /role="status"/)
    }
    assert.equal(saved.length, before)
  })

  test('stays where it is when nothing can be saved', async () => {
    let isFull = false
    const save = async () => {
      if (isFull) throw new Error('ENOSPC')
    }
    const { page, post } = await begun({ save })
    isFull = true
    await assert.rejects(post('answer', { ...architecture, option: many }), /ENOSPC/)
    isFull = false
    assert.match(await page(), /Is the application delivered/)
    assert.equal((await post('answer', { ...architecture, option: many })).status, 303)
  })
})
