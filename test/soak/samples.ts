/** What a process holds, taken now and then, and how that moves over time. Linux alone: it reads /proc. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'

export interface Sample {
  /** Hours since the start. */
  readonly hours: number
  readonly memoryMb: number
  readonly descriptors: number
  readonly walMb: number
}

/** Of a living process and its ledger. */
export function takeSample(pid: number, ledger: string, hours: number): Sample {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN)
  const wal = `${ledger}-wal`
  return {
    hours,
    memoryMb: (kilobytes * 1024) / 1e6,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    walMb: existsSync(wal) ? statSync(wal).size / 1e6 : 0,
  }
}

/** What a run has shown of one figure. */
export interface Trend {
  /** Least squares, a unit an hour. */
  readonly slope: number
  readonly least: number
  readonly most: number
}

const WARM_UP = 0.2

/** Over what comes after the first fifth, in which caches fill. */
export function trendOf(samples: readonly Sample[], of: keyof Omit<Sample, 'hours'>): Trend {
  const settled = samples.slice(Math.floor(samples.length * WARM_UP))
  const points = settled.map((sample) => [sample.hours, sample[of]] as const)
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const spread = points.reduce((sum, [hours]) => sum + (hours - x) ** 2, 0)
  const rise = points.reduce((sum, [hours, value]) => sum + (hours - x) * (value - y), 0)
  const values = points.map(([, value]) => value)
  return { slope: spread === 0 ? 0 : rise / spread, least: Math.min(...values), most: Math.max(...values) }
}
