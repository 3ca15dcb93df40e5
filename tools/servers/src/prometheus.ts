/**
 * Starts Prometheus on a port of its own for one test; it finds what it scrapes in a Eureka registry, as in an estate of
 * Spring services. It is found on the path and never installed: Debian has it as `prometheus`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@atoll/testkit'
import { endProcess } from './end-process.ts'
import { startInstalled } from './installed.ts'

/** A Prometheus under way. */
export interface OpenedPrometheus extends AsyncDisposable {
  /** What a query finds now, as a board asks it: the labels of each series, and its number. */
  query(promql: string): Promise<readonly Sample[]>
}

/** One series at this moment. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** An answer of its interface, as far as it is read. */
interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>
      readonly value: readonly [at: number, value: string]
    }[]
  }
}

/**
 * Starts it. `registry` is the address that clients of Eureka are given.
 * Faults: an Error that says what to install, or what it wrote.
 */
export async function openPrometheus(registry: string): Promise<OpenedPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-prometheus-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const file = join(folder, 'prometheus.yml')
  writeFileSync(file, configuration(registry))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const own = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'data')}`]
  const isReady = async () => (await fetch(`${url}/-/ready`).catch(() => null))?.ok === true
  const place = [`--web.listen-address=127.0.0.1:${port}`, '--log.level=warn']
  const program = { name: 'prometheus', debianPackage: 'prometheus', args: [...own, ...place] }
  const child = await startInstalled({ ...program, isReady }).catch((thrown: unknown) => {
    remove()
    throw thrown
  })
  return {
    async query(promql) {
      const reply = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(promql)}`)
      if (!reply.ok) throw new Error(`Prometheus refused ${promql}: ${await reply.text()}`)
      // Checked by its use: a test compares what it reads here.
      const { data } = (await reply.json()) as Answer
      return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
    },
    async [Symbol.asyncDispose]() {
      await endProcess(child, 'SIGTERM')
      remove()
    },
  }
}

/** As it is written for Spring's services: `management.port` of the metadata says where numbers are told. */
const configuration = (registry: string) => `
global: { scrape_interval: 500ms, scrape_timeout: 500ms }
scrape_configs:
  - job_name: estate
    metrics_path: /actuator/prometheus
    eureka_sd_configs: [{ server: '${registry}', refresh_interval: 500ms }]
    relabel_configs:
      - source_labels: [__address__, __meta_eureka_app_instance_metadata_management_port]
        regex: '([^:]+)(?::\\d+)?;(\\d+)'
        replacement: $1:$2
        target_label: __address__
`
