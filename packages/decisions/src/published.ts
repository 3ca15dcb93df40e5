/**
 * What a repository publishes of itself for others: its facts, its contracts and what it uses of theirs as JSON Schema,
 * and what was found. Others are checked against it, and all of them together are rolled up.
 */
import { type Contract, describe, eventsOf, operationsOf } from '@atoll/contract'
import type { Facts, Finding } from '@atoll/patterns'
import type { System } from '@atoll/system'
import { hasPublishedForm, publishedForm } from './published-form.ts'

/** A JSON Schema of draft 2020-12. */
export type Shape = Readonly<Record<string, unknown>>

/** A contract without its code. */
export interface PublishedContract {
  readonly name: string
  readonly version: number
  readonly operations: Readonly<
    Record<
      string,
      { readonly input: Shape; readonly output: Shape; readonly faults: readonly string[] }
    >
  >
  readonly events: Readonly<Record<string, { readonly data: Shape }>>
}

/** What a repository publishes of itself. */
export interface Published {
  readonly form: typeof publishedForm
  readonly facts: Facts
  /** The contracts that its services implement. */
  readonly implements: readonly PublishedContract[]
  /** The contracts of others as it was built against them. */
  readonly knows: readonly PublishedContract[]
  readonly findings: readonly Finding[]
}

/** Puts together what a system publishes of itself. */
export function toPublished(
  system: System,
  { facts, findings }: { readonly facts: Facts; readonly findings: readonly Finding[] },
): Published {
  const own = system.services.map(({ contract }) => contract)
  const names = new Set(own.map(({ $contract }) => $contract.name))
  const known = [
    ...system.services.flatMap(({ uses }) => Object.values(uses)),
    ...Object.values(system.external).map(({ contract }) => contract),
  ].filter(({ $contract }) => !names.has($contract.name))
  return {
    form: publishedForm,
    facts,
    implements: own.map(describeContract),
    knows: [...new Set(known)].map(describeContract),
    findings,
  }
}

function describeContract(contract: Contract): PublishedContract {
  const { name, version } = contract.$contract
  return {
    name,
    version,
    operations: Object.fromEntries(
      operationsOf(contract).map((each) => [
        each.name,
        {
          input: describe(each.input, 'input'),
          output: describe(each.output, 'output'),
          faults: Object.keys(each.faults),
        },
      ]),
    ),
    events: Object.fromEntries(
      eventsOf(contract).map((each) => [each.name, { data: describe(each.data, 'output') }]),
    ),
  }
}

/** Reads what somebody published; null for anything else. */
export function parsePublished(text: string): Published | null {
  try {
    const value: unknown = JSON.parse(text)
    return isPublished(value) ? value : null
  } catch {
    return null
  }
}

function isPublished(value: unknown): value is Published {
  return hasPublishedForm(value)
}
