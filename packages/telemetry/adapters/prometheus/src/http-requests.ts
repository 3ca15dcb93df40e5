/**
 * What crosses our borders for calls, as Spring counts its HTTP requests: `http_server_requests_seconds` and
 * `http_client_requests_seconds`. What crosses those for events keeps our names.
 * Source Spring Framework reference, Observability, HTTP server and client requests; Micrometer's Prometheus registry
 */
import { type FaultKind, faultKinds, toStatus } from '@atoll/contract'
import { borderMetricNames } from '@atoll/telemetry'
import { type Attributes, ValueType } from '@opentelemetry/api'
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type GaugeMetricData,
  type HistogramMetricData,
  type MetricData,
} from '@opentelemetry/sdk-metrics'
import type { Places } from './routes.ts'

type Duration = HistogramMetricData['dataPoints'][number]

/** Of Micrometer's two families, the one that counts a border's calls. */
const families: Readonly<Record<string, 'server' | 'client'>> = {
  'gateway-in': 'server',
  'server-in': 'server',
  'client-out': 'client',
}

/** Renames what counts calls, and leaves the rest. */
export function toHttpMetrics(all: readonly MetricData[], places: Places): MetricData[] {
  return all.flatMap((metric) => {
    const { name } = metric.descriptor
    if (name === borderMetricNames.messages) return withoutCalls(metric)
    if (name !== borderMetricNames.duration || metric.dataPointType !== DataPointType.HISTOGRAM)
      return [metric]
    return [
      ...withoutCalls(metric),
      ...familyOf('server', metric, places),
      ...familyOf('client', metric, places),
    ]
  })
}

function borderOf({ attributes }: { readonly attributes: Attributes }): string {
  return String(attributes['border'])
}

/** What stays of a border's metric; nothing, where all of it counts calls. */
function withoutCalls(metric: MetricData): MetricData[] {
  const isOurs = (point: { readonly attributes: Attributes }) =>
    families[borderOf(point)] === undefined
  if (metric.dataPointType === DataPointType.SUM)
    return some({ ...metric, dataPoints: metric.dataPoints.filter(isOurs) })
  if (metric.dataPointType === DataPointType.HISTOGRAM)
    return some({ ...metric, dataPoints: metric.dataPoints.filter(isOurs) })
  return [metric]
}

function familyOf(
  side: 'server' | 'client',
  metric: HistogramMetricData,
  places: Places,
): MetricData[] {
  const points = bySeries(
    metric.dataPoints
      .filter((point) => families[borderOf(point)] === side)
      .map((point) => ({ ...point, attributes: toLabels(side, point.attributes, places) })),
  )
  const name = `http_${side}_requests_seconds`
  const durations: HistogramMetricData = {
    ...metric,
    descriptor: { ...metric.descriptor, name, description: `Duration of HTTP ${side} requests` },
    dataPoints: points,
  }
  return [...some(durations), ...some(maximaOf(name, points))]
}

/**
 * Operations that share a method and a path are one series, as Spring counts them: what a page
 * tells of a series a second time, a scrape drops.
 */
function bySeries(points: readonly Duration[]): Duration[] {
  const series = new Map<string, Duration>()
  for (const point of points) {
    const key = JSON.stringify(point.attributes)
    const other = series.get(key)
    series.set(key, other === undefined ? point : sumOf(other, point))
  }
  return [...series.values()]
}

/** Both have the buckets of all borders. */
function sumOf(one: Duration, other: Duration): Duration {
  const { buckets, sum = 0, count, max = 0 } = one.value
  const { value } = other
  return {
    ...one,
    value: {
      buckets: {
        boundaries: buckets.boundaries,
        counts: buckets.counts.map((each, index) => each + (value.buckets.counts[index] ?? 0)),
      },
      sum: sum + (value.sum ?? 0),
      count: count + value.count,
      max: Math.max(max, value.max ?? 0),
    },
  }
}

/** A family without a point is not written at all. */
function some(metric: MetricData): MetricData[] {
  return metric.dataPoints.length === 0 ? [] : [metric]
}

function maximaOf(name: string, points: readonly Duration[]): GaugeMetricData {
  return {
    descriptor: {
      name: `${name}_max`,
      description: 'The longest of the last one to two minutes',
      unit: 'seconds',
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints: points.map(
      (point): DataPoint<number> => ({ ...point, value: point.value.max ?? 0 }),
    ),
  }
}

function toLabels(side: 'server' | 'client', labels: Attributes, places: Places): Attributes {
  const operation = String(labels['operation'])
  const { method, uri, status } = places(operation)
  const kind = faultKinds.find((each) => each === labels['outcome']) ?? null
  const answered = kind === null ? status : toStatus(kind)
  return {
    application: labels['service'],
    ...(side === 'client' ? { client_name: operation.slice(0, operation.indexOf('.')) } : {}),
    error: kind ?? 'none',
    exception: kind ?? 'none',
    method,
    outcome: toOutcome(answered, kind),
    status: String(answered),
    uri,
  }
}

/** The word that Spring has for a status. */
function toOutcome(status: number, kind: FaultKind | null): string {
  if (kind === null) return 'SUCCESS'
  return status < 500 ? 'CLIENT_ERROR' : 'SERVER_ERROR'
}
