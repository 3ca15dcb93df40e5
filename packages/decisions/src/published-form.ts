/** What a published file must look like before anything of it is believed: it was written elsewhere, and maybe by hand. */
import {
  type Facts,
  factsForm,
  type Finding,
  isMessageId,
  isPlace,
  isRuleId,
} from '@atoll/patterns'
import { isAreaId, isPatternId } from '@atoll/system'
import { z } from 'zod'

const text = z.string().max(10_000)
const name = z.string().min(1).max(200)
const at = z.object({ file: text, line: z.int().min(0) }).nullable()
const named = z.object({ name, at })
const shape = z.record(z.string(), z.unknown())
const place = text.refine(isPlace)

const operation = named.extend({
  kind: z.enum(['command', 'query']),
  scopes: z.union([z.array(text), z.literal('anyone')]),
  faults: z.array(text),
  calls: z.array(z.object({ service: name, operation: name.nullable(), at })),
  asksCallerAt: at,
})

const service = named.extend({
  version: z.int(),
  operations: z.array(operation),
  events: z.array(named.extend({ key: text })),
  uses: z.array(
    z.object({
      service: name,
      version: z.int(),
      lacks: z.object({ deadline: z.boolean(), breaker: z.boolean() }),
      testedAt: at,
      at,
    }),
  ),
  listens: z.array(
    z.object({ service: name, event: name, version: z.int(), isOnce: z.boolean(), at }),
  ),
  database: text.nullable(),
  tables: z.array(named),
  names: z.array(named),
  doors: z.array(
    z.object({
      kind: z.enum(['publish', 'call', 'listen', 'database', 'adapter', 'decisions']),
      through: text,
      at,
    }),
  ),
  testedAt: at,
})

const gateway = named.extend({
  reaches: z.array(z.object({ service: name, version: z.int(), operation: name, at })),
  compositions: z.array(z.object({ route: text, services: z.array(name), at })),
  pages: z.int().min(0),
  testedAt: at,
})

const facts = z.object({
  form: z.literal(factsForm),
  system: name,
  at,
  services: z.array(service),
  gateways: z.array(gateway),
  outside: z.array(
    named.extend({
      version: z.int(),
      operations: z.array(z.object({ name, kind: z.enum(['command', 'query']) })),
    }),
  ),
  about: z
    .object({ brownfield: z.boolean(), polyglot: z.boolean(), webUi: z.boolean() })
    .nullable(),
  said: z.array(
    z.object({
      area: z.string().refine(isAreaId),
      place,
      answers: z.array(z.object({ pattern: z.string().refine(isPatternId), adapter: text })),
      until: text.nullable(),
      reason: text.nullable(),
      date: text.nullable(),
      at,
    }),
  ),
  suites: z.array(z.object({ file: text, line: z.int().min(0) })),
}) satisfies z.ZodType<Facts>

const finding = z.object({
  rule: z.string().refine(isRuleId),
  level: z.enum(['error', 'warning', 'note']),
  place,
  at,
  says: z.string().refine(isMessageId),
  with: z.record(z.string(), text),
  waivedUntil: text.nullable(),
}) satisfies z.ZodType<Finding>

const contract = z.object({
  name,
  version: z.int(),
  operations: z.record(
    z.string(),
    z.object({ input: shape, output: shape, faults: z.array(text) }),
  ),
  events: z.record(z.string(), z.object({ data: shape })),
})

/** The form that this version writes and reads. */
export const publishedForm = 'atoll-published-1'

/** Whether a value is what a repository published, down to the last field that is read. */
export function hasPublishedForm(value: unknown): boolean {
  return published.safeParse(value).success
}

const published = z.object({
  form: z.literal(publishedForm),
  facts,
  implements: z.array(contract),
  knows: z.array(contract),
  findings: z.array(finding),
})
