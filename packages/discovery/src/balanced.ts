/**
 * Server-side discovery as callers see it: one address for each service, behind which a load balancer chooses. For
 * HAProxy, a cloud's load balancer or a cluster's service address alike; it never asks how anybody is.
 */
import type { Discovery, DiscoveryCapabilities, Instance, InstancesListener } from './instance.ts'

/** Whoever keeps the balancer makes instances known to it, and takes out the dead. */
const capabilities: DiscoveryCapabilities = { registers: false, expires: true, metadata: false }

/**
 * Makes the view of one process.
 * Shape: `{ catalog: 'http://127.0.0.1:4001' }`; a service without an address has no instance.
 */
export function createBalanced(addresses: Readonly<Record<string, string>>): Discovery {
  const found = (service: string): readonly Instance[] => {
    const address = Object.hasOwn(addresses, service) ? addresses[service] : undefined
    return address === undefined ? [] : [{ service, instance: service, address, version: '' }]
  }
  return {
    capabilities,
    register: async () => ({ withdraw: async () => {} }),
    instances: found,
    watch(service, listener: InstancesListener) {
      let isHeard = true
      queueMicrotask(() => isHeard && listener(found(service)))
      return () => {
        isHeard = false
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}
