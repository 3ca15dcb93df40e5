/** What the reporter inside a test process tells the runner outside: one JSON object a line. */

/** The end of one test, or of the whole file. */
export type TestEvent =
  | { readonly kind: 'passed'; readonly title: string }
  | { readonly kind: 'failed'; readonly title: string; readonly line: number; readonly why: string }
  | { readonly kind: 'skipped'; readonly title: string; readonly reason: string }
  | { readonly kind: 'finished' }
