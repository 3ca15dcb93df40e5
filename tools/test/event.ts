/** What the reporter inside a test process tells the runner outside: one JSON object a line. */

/** The end of one test, or of the whole file. */
export type TestEvent =
  | { readonly kind: 'passed'; readonly title: string }
  | {
      readonly kind: 'failed'
      readonly title: string
      readonly line: number
      readonly why: string
      /** Whether an assertion of the test said no; else something threw, hung or never began. */
      readonly isAssertion: boolean
    }
  | { readonly kind: 'skipped'; readonly title: string; readonly reason: string }
  | { readonly kind: 'finished' }
