/** What is added to files of a known form, and that other files are left to a person. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addImport, addNames, addToBlock, addToList, inTurn } from './edit.ts'

const text = (...lines: readonly string[]) => `${lines.join('\n')}\n`

describe('an import', () => {
  const before = text(
    "import { z } from 'zod'",
    "import { a } from '../a.ts'",
    "import { b } from './b.ts'",
    "import { d } from './d.ts'",
    '',
    'use(a)',
  )

  test('stands where its path belongs', () => {
    const added = (line: string) => addImport(before, line)?.split('\n').indexOf(line)
    assert.equal(added("import { c } from './c.ts'"), 3)
    assert.equal(added("import { e } from './e.ts'"), 4)
    assert.equal(added("import { b } from '../b.ts'"), 2)
    assert.equal(added("import { f } from 'fastify'"), 0)
  })

  test('that is there already, or that would be the first, is left to a person', () => {
    assert.equal(addImport(before, "import { b } from './b.ts'"), null)
    assert.equal(addImport('use(a)\n', "import { a } from './a.ts'"), null)
  })

  test('gets names in their order, on several lines where one is too short', () => {
    const line = "import { a, type B, d } from './x.ts'\n"
    assert.equal(addNames(line, ['c', 'a'], './x.ts'), "import { a, type B, c, d } from './x.ts'\n")
    assert.equal(addNames(line, ['a'], './x.ts'), line)
    const long = 'n'.repeat(80)
    const broken = text('import {', '  a,', '  type B,', '  d,', `  ${long},`, "} from './x.ts'")
    assert.equal(addNames(line, [long], './x.ts'), broken)
    assert.equal(addNames(broken, ['c'], './x.ts')?.split('\n')[3], '  c,')
  })

  test('of everything under one name gets no names', () => {
    assert.equal(addNames("import * as x from './x.ts'\n", ['a'], './x.ts'), null)
  })
})

describe('a list', () => {
  test('on one line stays there while it fits', () => {
    assert.equal(addToList('  services: [a, b],\n', 'services: [', 'c'), '  services: [a, b, c],\n')
    assert.equal(addToList('  handlers: {},\n', 'handlers: {', 'c'), '  handlers: { c },\n')
    assert.equal(addToList('  on: [],\n', 'on: [', 'c'), '  on: [c],\n')
    const long = 'n'.repeat(90)
    const broken = text('  on: [', '    a,', `    ${long},`, '  ],')
    assert.equal(addToList('  on: [a],\n', 'on: [', long), broken)
  })

  test('on several lines gets one more', () => {
    const before = text('  on: [', '    // first', '    a,', '  ],', '  x,')
    const after = text('  on: [', '    // first', '    a,', '    b,', '  ],', '  x,')
    assert.equal(addToList(before, 'on: [', 'b'), after)
  })

  test('of another form is left to a person', () => {
    for (const before of [
      '  services: all,\n',
      '  services: [...all].map(f),\n',
      '  services: [a, b] // both\n',
      '  services: [a], others: [b],\n',
      '  services: [of(a, b)],\n',
      '  services: [a],\n  services: [b],\n',
      '  services: [\n    a,\n',
      '  services: [\n  a,\n  ],\n',
    ])
      assert.equal(addToList(before, 'services: [', 'c'), null, before)
  })
})

describe('a block', () => {
  const opens = (line: string) => line.endsWith('open({')

  test('gets lines at its end, as far right as it needs', () => {
    const before = text('  open({', '    a: {', '    },', '', '    b,', '  })', '')
    const after = text(
      '  open({',
      '    a: {',
      '    },',
      '',
      '    b,',
      '    c: {',
      '      d,',
      '',
      '    },',
      '  })',
      '',
    )
    assert.equal(addToBlock(before, opens, ['  c: {', '    d,', '', '  },']), after)
  })

  test('in which something stands further left is left to a person', () => {
    const template = text('open({', '  a: `', 'text`,', '})')
    assert.equal(addToBlock(template, opens, ['  b,']), null)
    assert.equal(addToBlock('open({\n  a,\n', opens, ['  b,']), null)
    assert.equal(addToBlock('open({\n})\nopen({\n})\n', opens, ['  b,']), null)
  })
})

test('lines end as they ended, also where Windows ends them', () => {
  const change = (text: string) => addToList(text, 'on: [', 'b')
  assert.equal(
    inTurn('  on: [\r\n    a,\r\n  ],\r\n', change),
    '  on: [\r\n    a,\r\n    b,\r\n  ],\r\n',
  )
  assert.equal(inTurn('  on: [a],\n', change), '  on: [a, b],\n')
  assert.equal(inTurn('  on: all,\r\n', change), null)
})
