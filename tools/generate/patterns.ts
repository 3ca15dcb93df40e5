/**
 * `docs/refer/patterns.md`: the whole pattern language for people, from the graph and its English texts, and what of it is
 * built. Called by `generate.ts`; written for reading, since programs read `@atoll/patterns`.
 */
import {
  type AreaId,
  allPatternIds,
  answersTo,
  areaIds,
  areas,
  excludesOf,
  type Force,
  forces,
  groups,
  type PatternId,
  patternIds,
  patterns,
  raisersOf,
  termIds,
  terms,
  texts,
} from '@atoll/patterns'
import { adaptersOf } from '@atoll/system'

const said = texts.en

const chooses = {
  one: 'exactly one answer',
  some: 'one answer or several',
  revisit: 'accept the risk, or leave it behind',
} as const

const scopes = {
  system: 'the whole system',
  service: 'each service',
  module: 'each module',
  operation: 'each operation',
  query: 'each query',
  edge: 'each caller and callee',
  channel: 'each channel of messages',
  client: 'each kind of client',
} as const

/** Renders the document. */
export function renderPatterns(): string {
  const built = allPatternIds.filter((id) => adaptersOf(id).length > 0).length
  const parts = [
    '# The pattern language',
    `What must be decided, and what answers it: ${areaIds.length} questions, ${allPatternIds.length} patterns, ${termIds.length} words. ${built} patterns are built here; \`planned\` ones can be recorded, and then nothing starts.`,
    'Choosing a pattern brings new questions; a system is decided when none is open. `atoll decide` asks them in this order, `atoll explain <word>` shows any of it in a terminal, in Korean too. Patterns whose name begins with `x-` are ours: they close holes of the published language.',
    '[Questions](#questions) · [Patterns](#patterns) · [Forces](#forces) · [Words](#words)',
    '## Questions',
    ...areaIds.flatMap(areaPart),
    '## Patterns',
    ...groups.flatMap((group) => [
      `### Patterns: ${group.replaceAll('-', ' ')}`,
      ...patternIds[group].flatMap((id) => patternPart(id)),
    ]),
    '## Forces',
    'The ten forces by Chris Richardson: five pull parts of a system apart, five together. `+` a pattern serves it, `-` it costs it, `0` both or neither; where nothing stands, sources say nothing.',
    forceTable(),
    '## Words',
    ...termIds.map((id) => {
      const { name, meaning } = said.terms[id]
      const { aliases, areas: about } = terms[id]
      return `**${name}** (${aliases.join(', ')}). ${meaning} → ${about.map(areaLink).join(', ')}`
    }),
  ]
  return `${parts.join('\n\n')}\n`
}

function areaPart(id: AreaId): readonly string[] {
  const { name, question } = said.areas[id]
  const { choose, scope } = areas[id]
  const raisers = raisersOf(id).map(patternLink).join(', ')
  const [reason] = said.defaults[id]
  const rows = answersTo(id).map((pattern) => {
    const { benefits, drawbacks } = said.patterns[pattern]
    return `| ${patternLink(pattern)} | ${benefits[0]} | ${drawbacks[0]} | ${builtBy(pattern)} |`
  })
  return [
    `### ${name}`,
    `${question} \`${id}\`: ${chooses[choose]}, for ${scopes[scope]}. Asked because of ${raisers === '' ? 'the beginning' : raisers}.`,
    ['| answer | for it | against it | here |', '|---|---|---|---|', ...rows].join('\n'),
    `${reason === undefined ? '' : `Default: ${reason} `}Put off: ${said.meanwhile[id]}`,
  ]
}

function patternPart(id: PatternId): readonly string[] {
  const { problem, forces: pulls, benefits, drawbacks } = said.patterns[id]
  const { answers, raises, requires, refines, provides } = patterns[id]
  const list = (label: string, links: readonly string[]) =>
    links.length === 0 ? [] : [`- ${label}: ${links.join(', ')}`]
  return [
    `#### ${patternTitle(id)}`,
    `${problem} ${pulls}`,
    [
      ...benefits.map((each) => `- For it: ${each}`),
      ...drawbacks.map((each) => `- Against it: ${each}`),
      ...list('Answers', answers.map(areaLink)),
      ...list('Raises', raises.map(areaLink)),
      ...list('Needs', requires.map(patternLink)),
      ...list('A form of', refines.map(patternLink)),
      ...list('Brings along', provides.map(patternLink)),
      ...list('Never with', excludesOf(id).map(patternLink)),
      ...list('Effects', effectsOf(id)),
      `- Here: ${builtBy(id)} · \`${id}\``,
    ].join('\n'),
  ]
}

function effectsOf(id: PatternId): readonly string[] {
  // Object.keys forgets what it was given.
  return (Object.keys(forces) as Force[]).flatMap((force) => {
    const effect = patterns[id].effects[force]
    return effect === undefined ? [] : [`${said.forces[force].name} (${effect})`]
  })
}

function forceTable(): string {
  // As above.
  const rows = (Object.keys(forces) as Force[]).map((force) => {
    const { name, asks } = said.forces[force]
    return `| ${name} | ${forces[force]} | ${asks} |`
  })
  return ['| force | pulls | asks |', '|---|---|---|', ...rows].join('\n')
}

function builtBy(id: PatternId): string {
  const adapters = adaptersOf(id)
  return adapters.length === 0 ? 'planned' : adapters.map((each) => `\`${each}\``).join(', ')
}

function areaLink(id: AreaId): string {
  const { name } = said.areas[id]
  return `[${name}](#${anchor(name)})`
}

function patternLink(id: PatternId): string {
  return `[${said.patterns[id].name}](#${anchor(patternTitle(id))})`
}

/** Where an area has the name too, the heading says which it is: two equal ones could not be told apart. */
function patternTitle(id: PatternId): string {
  const { name } = said.patterns[id]
  return areaIds.some((area) => said.areas[area].name === name) ? `${name} (pattern)` : name
}

/** As GitHub makes them: lower case, without what is no letter, digit, space or hyphen. */
function anchor(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')
}
