/**
 * The decisions as a page that changes them: a question, an answer by a form, the next question. One record for all who
 * look at it, as in a workshop. Put into a listener by `atoll decide --web`, and below a prefix by whoever has more pages.
 */
import type { HttpHeaders, HttpRequest, HttpResponse, HttpRoute } from '@atoll/http'
import { isPlace, type Language } from '@atoll/patterns'
import { Fault, isFault } from '@atoll/pipeline'
import { isAreaId, isPatternId } from '@atoll/system'
import {
  answer,
  askAgain,
  back,
  type Interview,
  putOff,
  skip,
  takeDefaults,
  tell,
} from '../interview.ts'
import type { Taken } from '../interview-answer.ts'
import type { Spot } from '../interview-options.ts'
import { putOffValue, renderDecide } from './render.ts'
import { script, style } from './style.ts'
import { isAboutKey, toView } from './view.ts'
import { pageWords } from './words.ts'

/** What the routes stand on. */
export interface DecidePageParts {
  readonly system: string
  /** Where the interview is when the page is opened. */
  readonly interview: Interview
  /** Keeps what was said, before the page shows it. */
  save(interview: Interview): Promise<void>
  /** A secret that every form of the page carries, since a browser sends forms of other pages too. */
  readonly token: string
  /** Shape: empty, or like `/decisions`. */
  readonly prefix?: string
}

/** Only what comes from this page runs, and nobody shows it within a page of theirs. */
const headers: HttpHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

type Fields = Readonly<Record<string, string>>
type Act = (interview: Interview, fields: Fields) => Interview

/** All routes of the page. */
export function decideRoutes(parts: DecidePageParts): readonly HttpRoute[] {
  const { system, token, prefix = '' } = parts
  let interview = parts.interview
  let step = 0
  // One reply after the other: each is saved before the next is looked at.
  let turn: Promise<unknown> = Promise.resolve()
  const show = (status: number, notice: string | null): HttpResponse => ({
    status,
    headers,
    body: renderDecide(toView(interview, system, step), { token, prefix, notice }),
  })
  const reply = (act: Act) => (request: HttpRequest) => {
    const answered = turn.then(() => takeReply(act, fieldsOf(request)))
    turn = answered.catch(() => {})
    return answered
  }
  async function takeReply(act: Act, fields: Fields): Promise<HttpResponse> {
    if (fields['token'] !== token) throw forbidden()
    if (fields['step'] !== String(step)) return show(409, pageWords[interview.language].stale)
    try {
      const next = act(interview, fields)
      await parts.save(next)
      interview = next
      step += 1
    } catch (thrown) {
      if (isFault(thrown) && thrown.kind === 'invalid') return show(422, thrown.message)
      if (isFault(thrown) && thrown.kind === 'conflict') return show(409, thrown.message)
      throw thrown
    }
    return { status: 303, headers: { location: `${prefix}/` }, body: null }
  }
  const posts = Object.entries(acts).map(
    ([name, act]): HttpRoute => ({ method: 'POST', path: `${prefix}/${name}`, handle: reply(act) }),
  )
  return [
    { method: 'GET', path: `${prefix}/`, handle: async () => show(200, null) },
    fixed(`${prefix}/decide.css`, 'text/css; charset=utf-8', style),
    fixed(`${prefix}/decide.js`, 'text/javascript; charset=utf-8', script),
    ...posts,
  ]
}

function fixed(path: string, type: string, body: string): HttpRoute {
  const own = { 'content-type': type, 'x-content-type-options': 'nosniff' }
  return { method: 'GET', path, handle: async () => ({ status: 200, headers: own, body }) }
}

const acts: Readonly<Record<string, Act>> = {
  about(interview, { key, value }) {
    if (!isAboutKey(key) || (value !== 'yes' && value !== 'no')) throw malformed('Say yes or no.')
    return tell(interview, key, value === 'yes')
  },
  answer(interview, fields) {
    const values = valuesFrom(fields)
    const { reason = '', until = '' } = fields
    const spot = spotFrom(fields)
    if (values.length === 0) throw malformed(said[interview.language].chooseFirst)
    if (!values.includes(putOffValue))
      return answer(interview, spot, {
        answers: values.map((each) => toTaken(each, fields)),
        reason,
      })
    if (values.length > 1) throw malformed(said[interview.language].eitherOr)
    return putOff(interview, spot, { reason, ...(until === '' ? {} : { until }) })
  },
  skip,
  back,
  again: (interview, fields) => askAgain(interview, spotFrom(fields)),
  defaults: takeDefaults,
  language: (interview, { language }) => ({ ...interview, language: toLanguage(language) }),
}

const said: Readonly<
  Record<Language, { readonly chooseFirst: string; readonly eitherOr: string }>
> = {
  en: {
    chooseFirst: 'Choose an answer first.',
    eitherOr: 'Either answer it, or put it off.',
  },
  ko: {
    chooseFirst: '먼저 답을 고르십시오.',
    eitherOr: '답하거나 보류하거나, 하나만 고르십시오.',
  },
}

function toLanguage(text: string | undefined): Language {
  return text === 'ko' ? 'ko' : 'en'
}

function spotFrom({ area = '', place = '' }: Fields): Spot {
  if (isAreaId(area) && isPlace(place)) return { area, place }
  throw malformed('There is no such question.')
}

/** What was chosen: one, or several where a question takes several. */
function valuesFrom(fields: Fields): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    /^option\d{0,2}$/.test(name) ? [value] : [],
  )
}

function toTaken(value: string, fields: Fields): Taken {
  const [pattern = '', adapter = ''] = value.split(' ')
  if (!isPatternId(pattern)) throw malformed('There is no such answer.')
  const written = fields[`setting ${value}`]
  if (written === undefined) return { pattern, adapter }
  const servers = written.split(',').map((each) => each.trim())
  return { pattern, adapter, settings: { servers: servers.filter((each) => each !== '') } }
}

/** The fields of a form; one that stands twice is no form of ours. */
function fieldsOf({ body }: HttpRequest): Fields {
  if (typeof body !== 'object' || body === null) return {}
  const entries = Object.entries(body).filter(
    (each): each is [string, string] => typeof each[1] === 'string',
  )
  return Object.fromEntries(entries)
}

function malformed(message: string): Fault {
  return new Fault({ kind: 'invalid', code: 'reply_malformed', message })
}

function forbidden(): Fault {
  const message = 'This form is not of this page, or of an earlier one: load the page again.'
  return new Fault({ kind: 'forbidden', code: 'token_refused', message })
}
