/**
 * What OpenTelemetry's API needs of a process: contexts that survive an await, and a provider for the tracers of
 * libraries. Registered when the first telemetry of a process is made, never by importing.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Context as OtelContext,
  type ContextManager,
  context as otel,
  createContextKey,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'

const providerKey = createContextKey('atoll provider')
const storage = new AsyncLocalStorage<OtelContext>()
let isKept = false
let isOurs = false

/**
 * Registers once per process. An application that registered its own first keeps it: then its contexts carry our spans,
 * and its provider takes the spans of its libraries.
 */
export function keepContexts(): void {
  if (isKept) return
  isKept = true
  isOurs = otel.setGlobalContextManager(createContexts())
  trace.setGlobalTracerProvider({
    getTracer: (name, version) => new TracerOfHop(name, version),
  })
}

/** Whether contexts of this process are kept here, and not by what the application registered first. */
export function isContextOurs(): boolean {
  return isOurs
}

/** Makes a context active for what is under way and what follows from it, where no function can be run within it. */
export function enterContext(context: OtelContext): void {
  storage.enterWith(context)
}

/** Notes to which service's provider spans made below this context belong. */
export function withProvider(context: OtelContext, provider: TracerProvider): OtelContext {
  if (context.getValue(providerKey) === provider) return context
  return context.setValue(providerKey, provider)
}

/** A library's tracer: its spans go where the hop under way belongs, since one process may hold many services. */
class TracerOfHop implements Tracer {
  readonly #name: string
  readonly #version: string | undefined

  constructor(name: string, version: string | undefined) {
    this.#name = name
    this.#version = version
  }

  startSpan(name: string, options?: SpanOptions, context = otel.active()): Span {
    // Only `withProvider` writes under this key.
    const provider = context.getValue(providerKey) as TracerProvider | undefined
    if (provider === undefined) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT)
    return provider.getTracer(this.#name, this.#version).startSpan(name, options, context)
  }

  /** Shape: `(name, work)`, `(name, options, work)` or `(name, options, context, work)`. */
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    ...rest: [F] | [SpanOptions, F] | [SpanOptions, OtelContext, F]
  ): ReturnType<F> {
    const { options, context, work } = activeParts(rest)
    const span = this.startSpan(name, options, context)
    // `work` returns what its own type says; the interface's overloads hide that.
    return otel.with(trace.setSpan(context, span), () => work(span)) as ReturnType<F>
  }
}

function activeParts<F>(rest: [F] | [SpanOptions, F] | [SpanOptions, OtelContext, F]) {
  const active = otel.active()
  if (rest.length === 1) return { options: {}, context: active, work: rest[0] }
  if (rest.length === 2) return { options: rest[0], context: active, work: rest[1] }
  return { options: rest[0], context: rest[1], work: rest[2] }
}

/** Keeps OpenTelemetry's context across awaits. */
function createContexts(): ContextManager {
  const contexts: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (context, work, ...rest) => {
      const [receiver, ...args] = rest
      return storage.run(context, () => work.apply(receiver, args))
    },
    bind: (context, target) => (typeof target === 'function' ? bound(context, target) : target),
    enable: () => contexts,
    disable: () => contexts,
  }
  const bound = <T extends object>(context: OtelContext, target: T): T =>
    new Proxy(target, {
      apply: (called, receiver, args) =>
        // A proxy has this trap only around a function.
        storage.run(
          context,
          () => Reflect.apply(called as () => unknown, receiver, args) as unknown,
        ),
    })
  return contexts
}
