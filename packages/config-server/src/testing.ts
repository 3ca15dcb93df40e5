/** Files in which everything stands that Spring reads in its own way, for the tests beside its server. */

/** By their names in a folder. */
export const filesOfEverything: Readonly<Record<string, string>> = {
  'application.yml': `shop:
  greeting: hello all
  max-items: 10
  octal: 0123
  under: 1_000
  time: 12:30
  truth: [yes, on, True, no, off, y, n]
  nothing: null
  tilde: ~
  empty: []
  none: {}
  float: 1.10
  date: 2020-01-02
  hex: 0x1F
  infinite: .inf
  list: [a, {b: c, d: [1, 2]}]
  "key.with.dots": x
  lines: |
    a
    b
  text: "1"
  base: &base {x: 1, w: 2}
  derived:
    <<: *base
    w: 3
  after: '\${shop.greeting} \${shop.missing:instead} \${shop.nowhere}'
---
spring.config.activate.on-profile: dev
shop.greeting: hello document
shop.document: dev
---
spring:
  config:
    activate:
      on-profile: "!dev & cloud"
shop.document: cloud
`,
  'application.properties': String.raw`shop.greeting=properties all
shop.escaped=\u00e9\t tab \
   goes on
# c
shop.colon: x
shop.plain y
shop.list2[0]=a
shop.list2[1]=b
#---
spring.config.activate.on-profile=dev
shop.of=dev
`,
  // As one object Spring cannot write these.
  'odd.yml': 'map:\n  "[key.in.brackets]": z\n  1: one',
  'billing.yml': 'shop.greeting: hello billing\nshop.own: billing',
  'billing-dev.yml': 'shop.greeting: billing dev\nshop.list2: [c]',
  'billing-cloud.properties': 'shop.greeting: billing cloud',
  'application-dev.yml': 'shop.greeting: all dev',
  'application-cloud.yaml': 'shop.greeting: all cloud',
  'application-default.yml': 'shop.greeting: all default',
  'torn.yml': "shop.secret: '{cipher}deadbeef'",
  'plain.txt': 'hello ${shop.own:none} ${shop.missing:instead} file',
}
