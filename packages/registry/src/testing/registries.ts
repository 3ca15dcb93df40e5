/** Registries of every shape that each wire can say, made up by fast-check. Used by the tests that write and read them. */
import fc from 'fast-check'
import { compactKeys } from '../codec.ts'
import { dataCenterNames, type InstanceInfo, instanceStatuses } from '../instance-info.ts'

/** Each means something to XML, to the names of its elements, or to those who count in bytes. */
const special = Array.from('<>&"\'/=![]?#;: \t\n\r_-.$0aZ\u0080\u00e4\u00d7\u2028\ufffd\u{1f30a}')
/** Source: XML 1.0 section 2.2 */
const sayable = /^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]$/u

const anyone = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })

/** Texts that JSON can say: any at all. */
export const jsonText = fc.string({
  unit: fc.oneof(fc.constantFrom(...special), anyone),
  maxLength: 6,
})

/** Texts that XML can say. */
export const xmlText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...special),
    anyone.filter((one) => sayable.test(one)),
  ),
  maxLength: 6,
})

/** Instances as one registry knows them: none twice. */
export function arbitraryRegistry(
  text: fc.Arbitrary<string>,
  lengths: { readonly minLength?: number; readonly maxLength: number },
): fc.Arbitrary<InstanceInfo[]> {
  const key = ({ app, instanceId }: InstanceInfo) => JSON.stringify([app, instanceId])
  return fc.uniqueArray(arbitraryInstance(text), { ...lengths, selector: key })
}

/** Instances of every shape that both wires can say, made of texts of one kind. */
function arbitraryInstance(text: fc.Arbitrary<string>): fc.Arbitrary<InstanceInfo> {
  const name = text.filter((each) => each.trim() !== '')
  // What no path can hold is read from nobody.
  const pathName = name.filter(
    (each) => each.isWellFormed() && !/^\.\.?$|[/\\;%\0-\x1f\x7f]/.test(each),
  )
  const optional = fc.option(text, { nil: null })
  const status = fc.constantFrom(...instanceStatuses)
  const time = fc.nat(4_000_000_000_000)
  const key = text.filter((each) => each !== '' && each !== '@class')
  const texts = (keys: fc.Arbitrary<string>) =>
    fc.dictionary(keys, text, { maxKeys: 4, noNullPrototype: true })
  const amazonKey = fc.oneof(fc.constantFrom(...compactKeys, 'ami-id'), key)
  const port = plain({ number: fc.nat(65_535), isEnabled: fc.boolean() })
  return plain({
    instanceId: pathName,
    hostName: name,
    app: pathName.map((each) => each.toUpperCase()),
    ipAddr: name,
    sid: optional.filter((each) => each !== 'na' && each !== 'unknown'),
    status,
    overriddenStatus: status,
    port,
    securePort: port,
    countryId: fc.nat(100),
    dataCenterInfo: plain({
      name: fc.constantFrom(...dataCenterNames),
      metadata: texts(amazonKey),
    }).map((each) => (each.name === 'Amazon' ? each : { name: each.name, metadata: {} })),
    leaseInfo: plain({
      renewalIntervalInSecs: fc.integer({ min: 1, max: 100 }),
      durationInSecs: fc.integer({ min: 1, max: 1_000 }),
      registrationTimestamp: time,
      lastRenewalTimestamp: time,
      evictionTimestamp: time,
      serviceUpTimestamp: time,
    }),
    metadata: texts(key),
    isCoordinatingDiscoveryServer: fc.boolean(),
    lastUpdatedTimestamp: time,
    lastDirtyTimestamp: time,
    actionType: fc.constantFrom('ADDED', 'MODIFIED', 'DELETED', null),
    appGroupName: optional.map((each) => each?.toUpperCase() ?? null),
    homePageUrl: optional,
    statusPageUrl: optional,
    healthCheckUrl: optional,
    secureHealthCheckUrl: optional,
    vipAddress: optional,
    secureVipAddress: optional,
    asgName: optional,
  })
}

/** A record like those of programs: with a prototype. */
function plain<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true })
}
