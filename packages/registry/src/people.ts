/**
 * What people see of a registry: a page, its style, and the same as JSON. Beside the routes of Eureka and behind the same
 * credentials; put into a listener by `open.ts`.
 */
import type { HttpHeaders, HttpRequest, HttpResponse, HttpRoute } from '@atoll/http'
import { parseStatus } from './instance-info.ts'
import { lookAt, type OverviewParts, type Question, searchMax } from './overview.ts'
import { renderPage } from './page.ts'
import { unadmitted } from './routes.ts'
import { style } from './style.ts'

/** What the routes stand on. */
export interface PeopleParts extends OverviewParts {
  /** Whether the request may ask at all. */
  admits(request: HttpRequest): boolean
}

/** No script, nothing from elsewhere, in nobody's frame, and nothing that is kept. */
const safe: HttpHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** The routes for people. */
export function peopleRoutes(parts: PeopleParts): readonly HttpRoute[] {
  const look = (request: HttpRequest) => lookAt(parts, questionOf(request))
  const route = (path: string, answer: (request: HttpRequest) => HttpResponse): HttpRoute => ({
    method: 'GET',
    path,
    handle: async (request) => (parts.admits(request) ? answer(request) : unadmitted()),
  })
  return [
    route('/', (request) => text('text/html', renderPage(look(request)))),
    route('/registry.css', () => text('text/css', style)),
    route('/overview', (request) => ({
      status: 200,
      headers: safe,
      body: { json: look(request) },
    })),
  ]
}

function text(mediaType: string, body: string): HttpResponse {
  const headers = { ...safe, 'content-type': `${mediaType}; charset=utf-8` }
  return { status: 200, headers, body }
}

/** What makes no sense is not asked. */
function questionOf({ query }: HttpRequest): Question {
  const page = Number(query.get('page') ?? 1)
  return {
    search: (query.get('search') ?? '').trim().slice(0, searchMax),
    status: parseStatus(query.get('status') ?? ''),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  }
}
