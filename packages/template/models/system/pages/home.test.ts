import assert from 'node:assert/strict'
import test from 'node:test'
import { render } from '@atoll/pages'
import { homePage } from './home.ts'

test('each product is shown with its price, whatever its name is made of', () => {
  const text = render(homePage({ items: [{ name: '<b>Chair', price: 4905, sold: 2 }] }))
  assert.match(text, /<li>&lt;b&gt;Chair, 49\.05, sold 2<\/li>/)
})
