/** How a page is sent. */
import type { HttpResponse } from '@atoll/http'
import { type Html, render } from '@atoll/pages'

/** Sends a page, which no browser keeps: it shows what holds now. */
export function show(page: Html): HttpResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: render(page),
  }
}
