import assert from 'node:assert/strict'
import test from 'node:test'
import { render } from '@atoll/pages'
import { samplePage } from './sample-page.ts'

test('each thing on sample page is shown as text, whatever it is made of', () => {
  const text = render(samplePage({ items: ['<b>one', 'two'] }))
  assert.match(text, /<li>&lt;b&gt;one<\/li><li>two<\/li>/)
})
