import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { attributes, type Content, document, html, raw, render } from './index.ts'

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[<>"'&/=a-z ;#x3]{0,40}$/),
  fc.constantFrom(
    '<img src=x onerror=alert(1)>',
    '"><script>',
    "' onload='",
    '&lt;',
    '-->',
    '</title>',
  ),
)

function decode(text: string): string {
  const marks = new Map(Object.entries({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }))
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => marks.get(name) ?? '')
}

/** Cuts the constant frame away and checks that what is left carries no mark of HTML but entities. */
function assertEscaped(page: string, frame: readonly [string, string], value: string): void {
  assert.ok(page.startsWith(frame[0]) && page.endsWith(frame[1]))
  const inner = page.slice(frame[0].length, page.length - frame[1].length)
  assert.doesNotMatch(inner, /[<>"']|&(?!(lt|gt|quot|#39|amp);)/)
  assert.equal(decode(inner), value)
}

test('any text between tags is escaped and reads the same', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      assertEscaped(render(html`<p>${value}</p>`), ['<p>', '</p>'], value)
    }),
  )
})

test('any text in a quoted attribute is escaped and reads the same', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      assertEscaped(render(html`<p title="${value}"></p>`), ['<p title="', '"></p>'], value)
      assertEscaped(render(html`<p title='a ${value}'></p>`), ["<p title='a ", "'></p>"], value)
      assertEscaped(
        render(html`<p ${attributes({ title: value })}></p>`),
        ['<p  title="', '"></p>'],
        value,
      )
    }),
  )
})

test('any text in the title of a document is escaped', () => {
  fc.assert(
    fc.property(hostile, (title) => {
      const page = render(document({ title, lang: 'en', head: html``, body: html`<p>x</p>` }))
      const inner = page.slice(page.indexOf('<title>') + 7, page.lastIndexOf('</title>'))
      assertEscaped(inner, ['', ''], title)
    }),
  )
})

test('a component of an address is percent-encoded, so it cannot leave its place', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      const page = render(html`<a href="/orders/${value}/events">x</a>`)
      const inner = page.slice('<a href="/orders/'.length, -'/events">x</a>'.length)
      assert.match(decode(inner), /^[A-Za-z0-9%\-_.!~*'()]*$/)
      assert.equal(decodeURIComponent(decode(inner)), value.toWellFormed())
    }),
  )
})

test('nested markup stays, lists are joined, and nothing is shown for null, undefined and false', () => {
  const items: Content = ['a<', html`<b>${'&'}</b>`, [null, undefined, false, 0]]
  assert.equal(render(html`<p>${items}</p>`), '<p>a&lt;<b>&amp;</b>0</p>')
  assert.equal(render(html`<p class="${null}"></p>`), '<p class=""></p>')
})

test('attributes are left out for null, undefined and false, and empty for true', () => {
  const list = attributes({ checked: true, disabled: false, 'aria-current': null, value: 0 })
  assert.equal(render(html`<input ${list}>`), '<input  checked="" value="0">')
  assert.equal(render(html`<input ${null}>`), '<input >')
})

test('an address that would run code is refused wherever it is the whole value', () => {
  for (const address of [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'blob:https://a/b',
  ]) {
    assert.equal(render(html`<a href="${address}">x</a>`), '<a href="#refused">x</a>')
    const action = attributes({ formaction: address })
    assert.equal(
      render(html`<button ${action}></button>`),
      '<button  formaction="#refused"></button>',
    )
  }
  for (const address of ['/a?b=c:d', 'https://a.b/', 'mailto:a@b.c', '#x', 'a/b:c', '']) {
    assert.equal(render(html`<a href="${address}">x</a>`), `<a href="${address}">x</a>`)
  }
})

/** Calls a template with what the compiler would refuse. */
function show(template: (value: string) => unknown, value: unknown): void {
  Reflect.apply(template, undefined, [value])
}

test('what only looks like markup is refused or shown as text', () => {
  const between = (value: Content) => html`<p>${value}</p>`
  const quoted = (value: Content) => html`<p title="${value}"></p>`
  const inside = (value: Content) => html`<p ${value}></p>`
  const forged: unknown = JSON.parse('{"Symbol(atoll.pages.markup)":"<script>"}')
  assert.throws(() => show(between, forged), /object cannot be shown between tags/)
  assert.throws(() => show(between, true), /boolean cannot be shown/)
  assert.throws(() => show(between, attributes({ id: 'x' })), /between tags/)
  assert.throws(() => show(quoted, html`<b>x</b>`), /markup cannot be shown in the attribute title/)
  assert.throws(() => show(quoted, ['a']), /a list cannot be shown/)
  assert.throws(() => show(inside, 'onclick=alert(1)'), /use attributes\(\)/)
})

test('attributes that run code cannot be set from a value', () => {
  for (const name of ['onclick', 'style', 'srcdoc', 'srcset', 'x y', 'a"', '']) {
    assert.throws(() => attributes({ [name]: 'x' }), /cannot be set/)
  }
})

test('raw takes a constant only', () => {
  assert.equal(render(raw`<main class="x">`), '<main class="x">')
  const list = Object.assign(['<script>'], { raw: ['<script>'] })
  assert.throws(() => Reflect.apply(raw, undefined, [list]), /only a constant/)
  assert.throws(() => Reflect.apply(raw, undefined, ['<script>']), /only a constant/)
  // @ts-expect-error: a value in raw is refused by the compiler as well
  assert.throws(() => raw`<p>${'x'}</p>`, /without values/)
})
