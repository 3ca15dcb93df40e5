/**
 * The registry as XML, both ways, for clients that ask for it or do not say what they want: as XStream writes it for
 * Netflix's and Spring's servers, without the white space. Source: Netflix eureka-client, Converters and XmlXStream
 * (full), EurekaXmlJacksonCodec (compact); XStream, XmlFriendlyNameCoder for names.
 */
import {
  type Codec,
  closingTexts,
  dataCenterClasses,
  emptyMapClass,
  remembering,
  toCompactCenter,
} from './codec.ts'
import { malformed } from './faults.ts'
import type { Application, DataCenterInfo, InstanceInfo, Port, Texts } from './instance-info.ts'
import { type Expected, parseInstance } from './parse-instance.ts'
import { parseXml, type XmlElement } from './xml-tree.ts'

/** Everything about every instance. */
export const fullXml = createXmlCodec({
  instance: remembering((info) => encodeInstance(info)),
  envelope: (head, apps) => `${head}${apps}`,
})

/** What a caller needs to find an instance, and no more. */
export const compactXml = createXmlCodec({
  instance: remembering((info) => encodeCompact(info)),
  envelope: (head, apps) => `${apps}${head}`,
})

function createXmlCodec(parts: {
  readonly instance: Codec['instance']
  readonly envelope: (head: string, apps: string) => string
}): Codec {
  const { instance, envelope } = parts
  const application = ({ name, instances }: Application) =>
    `<application>${leaf('name', name)}${instances.map(instance).join('')}</application>`
  return {
    mediaType: 'application/xml',
    applications({ version, hash, apps }) {
      const head = `${leaf('versions__delta', String(version))}${leaf('apps__hashcode', hash)}`
      return `<applications>${envelope(head, apps.map(application).join(''))}</applications>`
    },
    application,
    instance,
  }
}

function encodeInstance(info: InstanceInfo): string {
  const { sid, leaseInfo } = info
  const parts = [
    leaf('instanceId', info.instanceId),
    leaf('hostName', info.hostName),
    leaf('app', info.app),
    leaf('ipAddr', info.ipAddr),
    sid === null ? '' : leaf('sid', sid),
    leaf('status', info.status),
    leaf('overriddenstatus', info.overriddenStatus),
    encodePort('port', info.port),
    encodePort('securePort', info.securePort),
    leaf('countryId', String(info.countryId)),
    encodeDataCenter(info.dataCenterInfo),
    `<leaseInfo>${Object.entries(leaseInfo)
      .map(([name, value]) => leaf(name, String(value)))
      .join('')}</leaseInfo>`,
    encodeTexts('metadata', info.metadata),
    ...closingTexts(info).map(([name, text]) => leaf(name, text)),
  ]
  return `<instance>${parts.join('')}</instance>`
}

function encodeCompact(info: InstanceInfo): string {
  const optional = (name: 'vipAddress' | 'secureVipAddress' | 'actionType' | 'asgName') => {
    const text = info[name]
    return text === null ? '' : leaf(name, text)
  }
  const parts = [
    leaf('instanceId', info.instanceId),
    leaf('app', info.app),
    leaf('ipAddr', info.ipAddr),
    optional('vipAddress'),
    optional('secureVipAddress'),
    encodeDataCenter(toCompactCenter(info.dataCenterInfo)),
    leaf('hostName', info.hostName),
    leaf('status', info.status),
    leaf('lastUpdatedTimestamp', String(info.lastUpdatedTimestamp)),
    optional('actionType'),
    optional('asgName'),
    encodePort('port', info.port),
    encodePort('securePort', info.securePort),
  ]
  return `<instance>${parts.join('')}</instance>`
}

function encodePort(name: string, { number, isEnabled }: Port): string {
  return `<${name} enabled="${isEnabled}">${number}</${name}>`
}

function encodeDataCenter({ name, metadata }: DataCenterInfo): string {
  const inside = `${leaf('name', name)}${name === 'Amazon' ? encodeTexts('metadata', metadata) : ''}`
  return `<dataCenterInfo class="${dataCenterClasses[name]}">${inside}</dataCenterInfo>`
}

function encodeTexts(name: string, texts: Texts): string {
  // Nothing without a name can be an element.
  const entries = Object.entries(texts).filter(([key]) => key !== '')
  if (entries.length === 0) return `<${name} class="${emptyMapClass}"/>`
  return `<${name}>${entries.map(([key, text]) => leaf(encodeName(key), text)).join('')}</${name}>`
}

function leaf(name: string, text: string): string {
  return `<${name}>${escapeText(text)}</${name}>`
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xd;',
}

/** What XML cannot say at all becomes the sign for a lost character. Source: XML 1.0 section 2.2 */
const notPlain = /[&<>"'\r]|[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g

function escapeText(text: string): string {
  return text.toWellFormed().replace(notPlain, (one) => escapes[one] ?? '\ufffd')
}

/**
 * Narrower than what XStream writes as it is: a colon stops whoever reads name spaces, and most letters beyond ASCII stop
 * those who know the names of XML 1.0 before its fifth edition, XStream's own reader among them.
 */
const notNamed = /^[0-9.-]|[^A-Za-z0-9.-]/g

/** Any text as the name of an element. */
function encodeName(text: string): string {
  return text.replace(notNamed, encodeNamePart)
}

function encodeNamePart(one: string): string {
  if (one === '$') return '_-'
  if (one === '_') return '__'
  return `_.${one.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function decodeName(name: string): string {
  return name.replace(/__|_-|_\.([0-9a-f]{4})/g, (part, hex: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    return part === '__' ? '_' : '$'
  })
}

/** Reads the body of a registration. Faults: invalid `body_malformed`, `instance_refused` */
export function decodeXmlInstance(text: string, expected: Expected): InstanceInfo {
  const root = parseXml(text)
  if (root.name !== 'instance') throw malformed('its root is not <instance>')
  return toInstance(root, expected)
}

function toInstance(element: XmlElement, expected: Expected): InstanceInfo {
  return parseInstance(
    Object.fromEntries(element.children.map((child) => [child.name, toValue(child)])),
    expected,
  )
}

/** An element in the shape that JSON has for it. */
function toValue(element: XmlElement): unknown {
  const { name, attributes, children, text } = element
  if (name === 'port' || name === 'securePort')
    return { $: text, '@enabled': attributes.get('enabled') }
  if (name === 'metadata')
    return Object.fromEntries(children.map((child) => [decodeName(child.name), child.text]))
  if (name !== 'dataCenterInfo' && name !== 'leaseInfo') return text
  return Object.fromEntries(children.map((child) => [child.name, toValue(child)]))
}
