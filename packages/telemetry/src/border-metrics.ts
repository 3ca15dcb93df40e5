/**
 * Rate, errors and duration at every border. OpenTelemetry's instruments build and hash a label set for each number,
 * which profiles showed as a third of an in-process call; here each label set is counted in a place that its border
 * holds on to, and OpenTelemetry's readers collect them like any other metric. Called by `observe`.
 */
import { type Attributes, ValueType } from '@opentelemetry/api'
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type HistogramMetricData,
  type MetricProducer,
  type SumMetricData,
} from '@opentelemetry/sdk-metrics'
import { emptyResource } from '@opentelemetry/resources'

/** Upper bounds of the buckets for durations. Units: seconds. */
export const durationBucketsS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
]

/** The names of the two metrics. */
export const borderMetricNames = {
  messages: 'atoll.border.messages',
  duration: 'atoll.border.duration.seconds',
} as const

/** The longest duration told is that of this time, and of as much before it. Units: milliseconds. */
export const recentMs = 60_000

/** What one number is about; a label set of each instrument. */
export interface BorderLabels extends Attributes {
  readonly service: string
  readonly border: string
  readonly operation: string
  /** How it ended: `ok`, or the kind of its fault. */
  readonly outcome: string
}

/** The messages of one label set. */
export interface BorderCount {
  /** Units: milliseconds beyond the border. */
  add(durationMs: number): void
}

/** The numbers of all borders of one process. */
export interface BorderMetrics extends MetricProducer {
  /** Asked for once by each border, operation and outcome, which the contracts bound; the same labels, the same count. */
  count(labels: BorderLabels): BorderCount
}

/** Makes the numbers, all zero. Units: `now` in milliseconds since 1970. */
export function createBorderMetrics(now: () => number): BorderMetrics {
  const counts = new Map<string, Count>()
  const startTime = toHrTime(now())
  let recentSince = now()
  const forget = (at: number) => {
    if (at - recentSince < recentMs) return
    recentSince = at
    for (const count of counts.values()) count.forgetMax()
  }
  return {
    count(labels) {
      const { service, border, operation, outcome } = labels
      const key = `${service} ${border} ${operation} ${outcome}`
      const known = counts.get(key) ?? new Count(labels)
      counts.set(key, known)
      return known
    },
    async collect() {
      const at = now()
      const result = collect([...counts.values()], [startTime, toHrTime(at)])
      forget(at)
      return result
    },
  }
}

type HrTime = [number, number]

function toHrTime(ms: number): HrTime {
  return [Math.floor(ms / 1000), (ms % 1000) * 1e6]
}

class Count implements BorderCount {
  readonly labels: BorderLabels
  messages = 0
  sumS = 0
  minS = Number.POSITIVE_INFINITY
  maxS = 0
  formerMaxS = 0
  readonly buckets = Array.from({ length: durationBucketsS.length + 1 }, () => 0)

  constructor(labels: BorderLabels) {
    this.labels = labels
  }

  add(durationMs: number): void {
    const seconds = durationMs / 1000
    this.messages += 1
    this.sumS += seconds
    if (seconds < this.minS) this.minS = seconds
    if (seconds > this.maxS) this.maxS = seconds
    let place = 0
    while (place < durationBucketsS.length && seconds > (durationBucketsS[place] ?? 0)) place += 1
    this.buckets[place] = (this.buckets[place] ?? 0) + 1
  }

  forgetMax(): void {
    this.formerMaxS = this.maxS
    this.maxS = 0
  }
}

/** Everything since the start, as OpenTelemetry writes a cumulative sum and histogram; the longest of late only. */
function collect(counts: readonly Count[], [startTime, endTime]: [HrTime, HrTime]) {
  const point = <T>({ labels }: Count, value: T): DataPoint<T> => ({
    startTime,
    endTime,
    attributes: { ...labels },
    value,
  })
  const messages: SumMetricData = {
    descriptor: {
      name: borderMetricNames.messages,
      description: 'Messages that crossed a border',
      unit: '',
      valueType: ValueType.INT,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints: counts.map((count) => point(count, count.messages)),
  }
  const duration: HistogramMetricData = {
    descriptor: {
      name: borderMetricNames.duration,
      description: 'Time that a message took beyond a border',
      unit: 'seconds',
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: counts.map((count) =>
      point(count, {
        buckets: { boundaries: durationBucketsS, counts: [...count.buckets] },
        sum: count.sumS,
        count: count.messages,
        min: count.minS,
        max: Math.max(count.formerMaxS, count.maxS),
      }),
    ),
  }
  const metrics = counts.length === 0 ? [] : [messages, duration]
  const result: CollectionResult = {
    resourceMetrics: {
      resource: emptyResource(),
      scopeMetrics: [{ scope: { name: 'atoll' }, metrics }],
    },
    errors: [],
  }
  return result
}
