/** The five borders as telemetry names them: what kind of span each makes, and how loudly it is recorded. */
import { type Attributes, SpanKind } from '@opentelemetry/api'
import type { Message } from '@atoll/pipeline'

/** Where a message enters or leaves a process. */
export type Border = 'gateway-in' | 'client-out' | 'server-in' | 'relay-out' | 'consumer-in'

/** What a border is in OpenTelemetry's words, and whether its good outcomes are worth a line each (`info`). */
export const borders: Readonly<
  Record<Border, { readonly kind: SpanKind; readonly level: 'info' | 'debug' }>
> = {
  'gateway-in': { kind: SpanKind.SERVER, level: 'info' },
  'client-out': { kind: SpanKind.CLIENT, level: 'debug' },
  'server-in': { kind: SpanKind.SERVER, level: 'info' },
  'relay-out': { kind: SpanKind.PRODUCER, level: 'debug' },
  'consumer-in': { kind: SpanKind.CONSUMER, level: 'info' },
}

/** `orders.place`, `orders.placed`: one name for spans, metrics and records. */
export function nameOf(message: Message): string {
  const member = message.kind === 'call' ? message.operation : message.event
  return `${member.contract}.${member.name}`
}

/**
 * What a span says about its message, never its body.
 * Source: OpenTelemetry semantic conventions 1.45, RPC (stable) and messaging (experimental).
 */
export function attributesOf(message: Message, border: Border): Attributes {
  const name = nameOf(message)
  if (message.kind === 'call')
    return {
      'atoll.border': border,
      'rpc.system.name': 'atoll',
      'rpc.method': name.replace('.', '/'),
      'client.service.name': message.context.caller,
    }
  return {
    'atoll.border': border,
    'messaging.system': 'atoll',
    'messaging.operation.type': border === 'relay-out' ? 'send' : 'process',
    'messaging.destination.name': name,
    'messaging.message.id': message.id,
  }
}
