import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { areaIds } from './graph/areas.ts'
import { defaults } from './graph/defaults.ts'
import { type Force, forces } from './graph/forces.ts'
import { allPatternIds } from './graph/patterns.ts'
import { termIds } from './graph/terms.ts'
import { type Language, texts } from './languages.ts'

const languages = Object.keys(texts) as Language[]
/** Characters in one text: what fits on a line or two of a terminal. */
const lengthMax = 100
/** Of a word, which nothing else explains. */
const meaningLengthMax = 160

/** Every text of a language under a path, so that languages can be laid side by side. */
function textsOf(language: Language): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const add = (path: string, value: unknown): void => {
    if (typeof value === 'string') found.set(path, value)
    else for (const [key, each] of Object.entries(value ?? {})) add(`${path}/${key}`, each)
  }
  add('', texts[language])
  return found
}

const names = /\/name$/
/** A name that both languages use as it is: of a pattern, and abbreviations and products among the words. */
const sameInBoth = new Set(['/patterns/cqrs/name'])
for (const id of termIds)
  if (texts.en.terms[id].name === texts.ko.terms[id].name) sameInBoth.add(`/terms/${id}/name`)

describe('the texts of the graph', () => {
  it('exist for every area, force and pattern in every language', () => {
    for (const language of languages) {
      const { areas, forces: asks, patterns } = texts[language]
      assert.deepEqual(Object.keys(areas), areaIds)
      assert.deepEqual(Object.keys(asks), Object.keys(forces))
      assert.deepEqual(Object.keys(patterns), allPatternIds)
      assert.deepEqual(Object.keys(texts[language].defaults), areaIds)
      assert.deepEqual(Object.keys(texts[language].meanwhile), areaIds)
      assert.deepEqual(Object.keys(texts[language].terms).toSorted(), termIds)
      for (const id of allPatternIds) {
        const { benefits, drawbacks } = patterns[id]
        assert.ok(benefits.length > 0 && drawbacks.length > 0, `${language} ${id}`)
      }
    }
  })

  it('say the same number of things in each language, and never the same words', () => {
    const [english, korean] = [textsOf('en'), textsOf('ko')]
    assert.deepEqual([...english.keys()], [...korean.keys()])
    for (const [path, text] of english)
      assert.equal(text === korean.get(path), sameInBoth.has(path), path)
  })

  it('are short sentences without spaces around them', () => {
    for (const language of languages) {
      for (const [path, text] of textsOf(language)) {
        const max = path.endsWith('/meaning') ? meaningLengthMax : lengthMax
        assert.ok(text.length > 0 && text.length <= max, `${language} ${path}: ${text.length}`)
        assert.equal(text, text.trim(), `${language} ${path}`)
        assert.ok(!text.includes('  '), `${language} ${path}`)
        assert.equal(/[.?]$/.test(text), !names.test(path), `${language} ${path}: ${text}`)
      }
    }
  })

  it('are in the script of their language', () => {
    for (const [path, text] of textsOf('en')) assert.match(text, /^[\x20-\x7e]+$/, path)
    for (const [path, text] of textsOf('ko'))
      assert.ok(/[가-힣]/.test(text) || sameInBoth.has(path), path)
  })

  it('repeat no name and no sentence within what one reads beside each other', () => {
    for (const language of languages) {
      const { areas, patterns } = texts[language]
      assertDifferent(areaIds.map((id) => areas[id].question))
      assertDifferent(areaIds.map((id) => areas[id].name))
      assertDifferent(allPatternIds.map((id) => patterns[id].name))
      assertDifferent(termIds.map((id) => texts[language].terms[id].name))
      assertDifferent(areaIds.map((id) => texts[language].meanwhile[id]))
      assertDifferent(areaIds.flatMap((id) => texts[language].defaults[id]))
      for (const id of allPatternIds) {
        const { problem, forces: pulls, benefits, drawbacks } = patterns[id]
        assertDifferent([problem, pulls, ...benefits, ...drawbacks])
      }
    }
  })

  it('give a reason for each answer that a default tries', () => {
    for (const language of languages)
      for (const area of areaIds)
        assert.equal(texts[language].defaults[area].length, defaults[area].length, area)
  })

  it('name each force that effects can name', () => {
    for (const force of Object.keys(forces) as Force[])
      assert.ok(texts.en.forces[force].asks !== texts.ko.forces[force].asks)
  })
})

function assertDifferent(values: readonly string[]): void {
  const twice = values.filter((each, index) => values.indexOf(each) !== index)
  assert.deepEqual(twice, [])
}
