import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  answersOf,
  begin,
  consequencesOf,
  decide,
  openAreas,
  patterns,
  texts,
  waive,
} from './index.ts'

it('walks from the first question on, as the README shows', () => {
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  // region walk
  const date = '2026-11-23'
  let walk = begin({ brownfield: false, polyglot: false, webUi: true })
  walk = decide(walk, {
    area: 'architecture',
    answer: 'microservice-architecture',
    reason: 'six teams, six rhythms',
    date,
  })
  walk = decide(walk, {
    area: 'data-ownership',
    answer: 'database-per-service',
    reason: 'teams change their schema alone',
    date,
  })
  walk = decide(walk, {
    area: 'data-ownership',
    answer: 'shared-database',
    place: 'service:legacy',
    reason: 'its tables are still those of billing',
    date,
  })
  walk = waive(walk, {
    area: 'shared-schema',
    place: 'service:legacy',
    reason: 'billing leaves in summer',
    date,
    until: '2027-08-31',
  })

  const question = openAreas(walk).find(({ area }) => area === 'distributed-command')
  if (question === undefined) throw new Error('nothing to ask')
  print(texts.en.areas[question.area].question)
  for (const { pattern, isPossible } of answersOf(walk, question.area, question.place)) {
    const { requires, raises } = consequencesOf(walk, question, pattern)
    const { name, benefits } = texts.en.patterns[pattern]
    print(`${isPossible ? '+' : '-'} ${name}: ${benefits[0]}`)
    print(`  brings ${requires.join(', ') || 'nothing else'}; ${raises.length} new questions`)
    print(`  runtime coupling ${patterns[pattern].effects['runtime-coupling'] ?? 'unknown'}`)
  }
  // endregion
  assert.deepEqual(lines, [
    'What makes a change in several services whole, when no transaction holds them all?',
    '+ Colocate subdomains: The operation becomes local.',
    '  brings nothing else; 0 new questions',
    '  runtime coupling +',
    '+ Saga: Data of several services agrees in the end, by local transactions alone.',
    '  brings messaging; 11 new questions',
    '  runtime coupling +',
  ])
})
