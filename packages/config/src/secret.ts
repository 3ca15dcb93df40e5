/** A value that shows itself only when asked by name, so that no log, page, error or document can hold it by accident. */
import { inspect } from 'node:util'

const masked = '***'

/** Wraps a secret value. It prints, serializes and inspects as `***`. */
export class Secret<T = string> {
  readonly #value: T

  constructor(value: T) {
    this.#value = value
  }

  /** The value itself. Call it where the value is used, and keep the wrapper everywhere else. */
  reveal(): T {
    return this.#value
  }
  toString(): string {
    return masked
  }
  toJSON(): string {
    return masked
  }
  [Symbol.toPrimitive](): string {
    return masked
  }
  [inspect.custom](): string {
    return masked
  }
}
