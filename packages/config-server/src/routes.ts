/**
 * The config server over HTTP, as Spring's clients and people's scripts ask it. Put into a listener by `open.ts`; what
 * is answered is found by `lookup.ts`. Source: Spring Cloud Config 4.3, EnvironmentController, ResourceController,
 * EncryptionController; docs/why/0018-settings.md
 */
import type { HttpRequest, HttpResponse, HttpRoute } from '@atoll/http'
import { Fault } from '@atoll/pipeline'
import type { Changes } from './changes.ts'
import { type Cipher, withoutKeyNames } from './cipher.ts'
import type { Scalar } from './document.ts'
import { toPath } from './file-store.ts'
import { fillAll, fillIn, type Form, plain, toForm } from './forms.ts'
import { type Asked, type Environment, flatOf, type LookupParts, lookUp } from './lookup.ts'

/** What the routes stand on. */
export interface RoutesParts extends LookupParts {
  readonly cipher: Cipher | null
  readonly changes: Changes
  /** Whether the request may ask at all. */
  admits(request: HttpRequest): boolean
  /** Told of what could not be answered, for the log. */
  failed(fault: Fault): void
}

/** Others are this server's own failures. Units: HTTP statuses. */
const statuses: ReadonlyMap<string, number> = new Map([
  ['invalid', 400],
  ['not_found', 404],
  ['unavailable', 503],
])

type Handle = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>
type Row = readonly [method: 'GET' | 'POST', path: string, handle: Handle]

const second = 'application/vnd.spring-cloud.config-server.v2+json'
/** Folders in the path of a plain file. */
const foldersMax = 6

/** All routes of a config server. */
export function configRoutes(parts: RoutesParts): readonly HttpRoute[] {
  const deep = Array.from({ length: foldersMax }, (_, last) =>
    Array.from({ length: last + 1 }, (_part, place) => `{part${place}}`),
  )
  const rows: readonly Row[] = [
    ['GET', '/{file}', (request) => answerForm(parts, request, null)],
    ['GET', '/{app}/{profiles}', (request) => answerTwo(parts, request)],
    ['GET', '/{app}/{profiles}/{label}', (request) => answerThree(parts, request)],
    ...deep.map((names): Row => {
      const path = `/{app}/{profiles}/{label}/${names.join('/')}`
      return ['GET', path, (request) => answerText(parts, request, partsOf(request).slice(3))]
    }),
    ['GET', '/changes', () => json(200, { changes: parts.changes.all() })],
    ['GET', '/encrypt/status', () => withKey(parts, () => json(200, { status: 'OK' }))],
    ...['', '/{app}/{profiles}'].flatMap((end): Row[] => [
      ['POST', `/encrypt${end}`, (request) => encrypt(parts, request)],
      ['POST', `/decrypt${end}`, (request) => decrypt(parts, request)],
    ]),
  ]
  const routes = rows.map(([method, path, handle]) => ({
    method,
    path,
    reads: 'text' as const,
    handle: (request: HttpRequest) => guard(parts, handle, request),
  }))
  const health = { status: 200, body: { json: { status: 'UP' } } }
  return [...routes, { method: 'GET', path: '/actuator/health', handle: async () => health }]
}

async function guard(parts: RoutesParts, handle: Handle, request: HttpRequest) {
  if (!parts.admits(request))
    return {
      ...json(401, { status: 401, error: 'Unauthorized' }),
      headers: { 'www-authenticate': 'Basic realm="config", charset="UTF-8"' },
    }
  try {
    return await handle(request)
  } catch (thrown) {
    const fault = Fault.from(thrown)
    if (fault.kind !== 'invalid' && fault.kind !== 'not_found') parts.failed(fault)
    const status = statuses.get(fault.kind) ?? 500
    return json(status, { status, error: fault.code, message: fault.message })
  }
}

function json(status: number, body: unknown): HttpResponse {
  return { status, body: { json: body } }
}

/** The parts of the path as they were sent, decoded. */
function partsOf({ params }: HttpRequest): readonly string[] {
  return Object.values(params)
}

/** A slash inside a name travels as `(_)`. */
function toName(text: string | undefined): string {
  return (text ?? '').replaceAll('(_)', '/')
}

async function look(parts: RoutesParts, asked: Asked): Promise<Environment> {
  const environment = await lookUp(parts, asked)
  parts.changes.note(asked, environment)
  return environment
}

async function answerTwo(parts: RoutesParts, request: HttpRequest): Promise<HttpResponse> {
  const { app, profiles = '' } = request.params
  if (formOf(profiles) !== null) return answerForm(parts, request, toName(app))
  return answerEnvironment(parts, request, { app: toName(app), profiles, label: null })
}

async function answerThree(parts: RoutesParts, request: HttpRequest): Promise<HttpResponse> {
  const { app, profiles = '', label } = request.params
  if (request.query.has('useDefaultLabel')) return answerText(parts, request, [])
  const asked = { app: toName(app), profiles, label: toName(label) }
  return answerEnvironment(parts, request, asked)
}

async function answerEnvironment(
  parts: RoutesParts,
  { headers }: HttpRequest,
  asked: Asked,
): Promise<HttpResponse> {
  const { propertySources, ...rest } = await look(parts, asked)
  const isSecond = (headers['accept'] ?? '').includes(second)
  const sources = propertySources.map(({ name, source }) => ({
    name,
    source: Object.fromEntries(
      [...source].map(([key, value]) => [key, isSecond ? { value, origin: name } : value]),
    ),
  }))
  const body = { json: { ...rest, state: null, propertySources: sources } }
  const type = isSecond ? second : 'application/json'
  return { status: 200, headers: { 'content-type': type }, body }
}

interface FormAsked {
  readonly app: string
  readonly profiles: string
  readonly form: Form
}

/** Shape: `billing-dev.yml`; of several hyphens the last one divides. */
function formOf(file: string): FormAsked | null {
  const dot = file.lastIndexOf('.')
  const [name, ending] = [file.slice(0, Math.max(dot, 0)), file.slice(dot + 1)]
  const form = (['json', 'yml', 'yaml', 'properties'] as const).find((each) => each === ending)
  const hyphen = name.lastIndexOf('-')
  if (form === undefined || hyphen < 1) return null
  return { app: toName(name.slice(0, hyphen)), profiles: name.slice(hyphen + 1), form }
}

async function answerForm(
  parts: RoutesParts,
  request: HttpRequest,
  label: string | null,
): Promise<HttpResponse> {
  const asked = formOf(request.params['profiles'] ?? request.params['file'] ?? '')
  if (asked === null) return json(404, { status: 404, error: 'Not Found' })
  const { app, profiles, form } = asked
  const flat = flatOf(await look(parts, { app, profiles, label }))
  const { type, text } = toForm(form, fills(request) ? fillAll(flat) : flat)
  return { status: 200, headers: { 'content-type': type }, body: text }
}

function fills({ query }: HttpRequest): boolean {
  return query.get('resolvePlaceholders') !== 'false'
}

/** A file as it is, or the one for a profile; placeholders in it are filled in. */
async function answerText(
  parts: RoutesParts,
  request: HttpRequest,
  rest: readonly string[],
): Promise<HttpResponse> {
  const { app, profiles = '', label } = request.params
  const isDefault = request.query.has('useDefaultLabel')
  const asked = { app: toName(app), profiles, label: isDefault ? null : toName(label) }
  const names = isDefault ? [label ?? '', ...rest] : rest
  const path = toPath('path', names.map(toName).join('/'))
  const files = await parts.store.open(asked.label)
  for (const candidate of files.folders.flatMap((folder) => candidates(folder, path, profiles))) {
    const bytes = await files.read(candidate)
    if (bytes === null) continue
    const text = bytes.toString('utf8')
    // Bytes that are no text are passed on as they are.
    const isText = Buffer.from(text, 'utf8').equals(bytes)
    if (!isText)
      return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: bytes }
    const filled = fills(request) ? fillIn(text, await flatFor(parts, asked, text)) : text
    return { status: 200, headers: { 'content-type': plain }, body: filled }
  }
  return json(404, { status: 404, error: 'Not Found' })
}

async function flatFor(parts: RoutesParts, asked: Asked, text: string) {
  return text.includes('${') ? flatOf(await look(parts, asked)) : new Map<string, Scalar>()
}

/** Shape: `nginx.conf` for profile dev → `nginx-dev.conf`, `nginx.conf`. */
function candidates(folder: string, path: string, profiles: string): readonly string[] {
  const dot = path.lastIndexOf('.')
  const end = dot > path.lastIndexOf('/') ? dot : path.length
  const own = profiles.split(',').toReversed()
  return [
    ...own.map(
      (profile) =>
        `${folder}${path.slice(0, end)}-${toPath('profiles', profile)}${path.slice(end)}`,
    ),
    `${folder}${path}`,
  ]
}

function withKey({ cipher }: RoutesParts, act: (cipher: Cipher) => HttpResponse): HttpResponse {
  if (cipher !== null) return act(cipher)
  return json(404, { status: 'NO_KEY', description: 'No key was installed for encryption service' })
}

function encrypt(parts: RoutesParts, request: HttpRequest): HttpResponse {
  return withKey(parts, (cipher) => text(cipher.encrypt(withoutKeyNames(sentText(request)))))
}

function decrypt(parts: RoutesParts, request: HttpRequest): HttpResponse {
  return withKey(parts, (cipher) => {
    const decrypted = cipher.decrypt(withoutKeyNames(sentText(request)))
    if (decrypted !== null) return text(decrypted)
    return json(400, { status: 'INVALID', description: 'Text not encrypted with this key' })
  })
}

function text(body: string): HttpResponse {
  return { status: 200, headers: { 'content-type': plain }, body }
}

/** What curl sends without being told a type is called a form, with a `=` that it did not send. */
function sentText({ body, headers }: HttpRequest): string {
  const sent = typeof body === 'string' ? body : ''
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  return isForm ? fromForm(sent) : sent
}

function fromForm(sent: string): string {
  const decoded = sent.replaceAll('+', ' ')
  const whole = decoded.endsWith('=') ? decoded.slice(0, -1) : decoded
  try {
    return decodeURIComponent(whole)
  } catch {
    return whole
  }
}
