import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePlaces } from './place.ts'

const text = { kind: 'text' }

test('each value is found where it stands', () => {
  assert.deepEqual(parsePlaces(['<p>', '</p> 1 < 2 ', ' <br/>', '']), [text, text, text])
  assert.deepEqual(parsePlaces(['<input name="a" value="', '" ', '>']), [
    { kind: 'attribute', name: 'value', alone: true },
    { kind: 'attributes' },
  ])
  assert.deepEqual(parsePlaces([`<A HREF='/x/`, '', `'>`, '</A>']), [
    { kind: 'attribute', name: 'href', alone: false },
    { kind: 'attribute', name: 'href', alone: false },
    text,
  ])
  assert.deepEqual(parsePlaces(['<!doctype html><!-- <p title=" --><p a=b c>', '</p>']), [text])
  assert.deepEqual(parsePlaces(['<script>if (a<b) "</p>"</script><p>', '</p>']), [text])
  assert.deepEqual(parsePlaces(['<p title="a > b">', '</p>']), [text])
})

test('a second value in the same quotes never counts as the whole address', () => {
  assert.deepEqual(parsePlaces(['<a href="', '', '">x</a>']), [
    { kind: 'attribute', name: 'href', alone: true },
    { kind: 'attribute', name: 'href', alone: false },
  ])
})

test('a value is refused where escaping cannot make it safe', () => {
  const refused: readonly [string, string][] = [
    ['<', '>'],
    ['<h', '>'],
    ['</', '>'],
    ['<p title=', '>x</p>'],
    ['<p title=a', '>x</p>'],
    ['<p data-', '="x">x</p>'],
    ['<p onclick="', '">x</p>'],
    ['<p style="', '">x</p>'],
    ['<iframe srcdoc="', '"></iframe>'],
    ['<img srcset="', '">'],
    ['<!-- ', ' -->'],
    ['<script>', '</script>'],
    ['<STYLE>', '</STYLE>'],
  ]
  for (const strings of refused) {
    assert.throws(() => parsePlaces(strings), /a value may not stand/, strings.join('${}'))
  }
})

test('a template that leaves something open is refused', () => {
  for (const open of ['<p', '<p title="', '<!-- ', '<script>', '<p>a</p', 'a <']) {
    assert.throws(() => parsePlaces([open]), /must close what it opens/, open)
  }
})
