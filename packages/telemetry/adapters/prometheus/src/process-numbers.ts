/** What Micrometer tells of any process and machine, as far as Node knows it. Names of the Java machine are not borrowed. */
import { availableParallelism, loadavg } from 'node:os'
import type { Clock } from '@atoll/pipeline'
import { ValueType } from '@opentelemetry/api'
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics'

/** Makes a reader of the numbers; the use of the processor is that since it was last asked. */
export function createProcessReader(application: string, clock: Clock): () => MetricData[] {
  const startedAtS = clock.now() / 1000 - process.uptime()
  let before = { at: clock.monotonic(), usage: process.cpuUsage() }
  let usage = 0
  const gauge = (name: string, description: string, value: number) =>
    gaugeOf({ name, description, unit: '', valueType: ValueType.DOUBLE }, { application }, value)
  return () => {
    const at = clock.monotonic()
    const cpus = availableParallelism()
    if (at > before.at) {
      const { user, system } = process.cpuUsage(before.usage)
      usage = Math.min(1, (user + system) / 1000 / (at - before.at) / cpus)
      before = { at, usage: process.cpuUsage() }
    }
    return [
      gauge('process_start_time_seconds', 'When the process started, since 1970', startedAtS),
      gauge('process_uptime_seconds', 'How long the process has run', process.uptime()),
      gauge('process_cpu_usage', 'The part of all processors that the process used', usage),
      gauge('system_cpu_count', 'Processors that the process may use', cpus),
      gauge('system_load_average_1m', 'The load of the machine', loadavg()[0] ?? 0),
    ]
  }
}

function gaugeOf(
  descriptor: MetricData['descriptor'],
  attributes: Readonly<Record<string, string>>,
  value: number,
): MetricData {
  return {
    descriptor,
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints: [{ startTime: [0, 0], endTime: [0, 0], attributes, value }],
  }
}
