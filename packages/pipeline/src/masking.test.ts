/** What is masked where names and values of others are shown. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSecretName, maskAddresses } from './masking.ts'

test('what is named like a secret is one, whoever named it', () => {
  for (const name of [
    'shop.pass',
    'user.password',
    'DB_PASSWD',
    'client-secret',
    'accessToken',
    'credentials',
    'privateKey',
    'apiKeyId',
    'api-key',
    'encrypt.key',
    'keys[0].key-1',
  ])
    assert.ok(isSecretName(name), name)
  for (const name of ['keyboard', 'shop.limit', 'monkeys', 'url'])
    assert.ok(!isSecretName(name), name)
})

for (const [text, shown] of [
  ['http://u:p@h/eureka', 'http://***@h/eureka'],
  ['http://u:p@a/eureka,http://v:q@b/eureka', 'http://***@a/eureka,http://***@b/eureka'],
  ['https://ghp_x@github.com/a.git', 'https://***@github.com/a.git'],
  ['mongodb://u:p@a:1,b:2/shop', 'mongodb://***@a:1,b:2/shop'],
  ['postgres://u:p@ss#w@h/shop', 'postgres://***@h/shop'],
  ['jdbc:mysql://h/s?user=u&password=p&ssl=on', 'jdbc:mysql://h/s?user=u&password=***&ssl=on'],
  ['jdbc:sqlserver://h;user=u;password=p', 'jdbc:sqlserver://h;user=u;password=***'],
  ['host=h user=u password=p dbname=d', 'host=h user=u password=*** dbname=d'],
  ['password=p;host=h', 'password=***;host=h'],
  ["host = h password = 'p \\' q' user=u", 'host = h password=*** user=u'],
  ['a=1\npassword=p\nb=2', 'a=1\npassword=***\nb=2'],
  ['http://h:8080/a@b', 'http://h:8080/a@b'],
  ['mail me@home.test // a comment', 'mail me@home.test // a comment'],
] as const)
  test(`'${text}' is shown as '${shown}'`, () => {
    assert.equal(maskAddresses(text), shown)
  })

test('a long text without an end takes no long time', () => {
  const texts = ['/', '?', ' ', "='", "a='\\' ", '//a'].map((text) => text.repeat(300_000))
  for (const text of texts) assert.equal(maskAddresses(text), text)
})
