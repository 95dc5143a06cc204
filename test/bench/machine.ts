import { cpus, totalmem } from 'node:os'

/** What the figures were taken on. Absolute figures mean nothing without it; ratios mean little. */
export interface Machine {
  readonly platform: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly node: string
  readonly bitcoind: string
}

/** Describes this machine. */
export function describeMachine(bitcoind: string): Machine {
  return {
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    bitcoind,
  }
}
