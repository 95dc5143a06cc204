/** Every option of the command line, and which command takes it. */
import type { ParseArgsOptionsConfig } from 'node:util'

/** Options that every command takes; the app takes them too. */
export const GLOBAL_OPTIONS = {
  'data-dir': { type: 'string' },
  network: { type: 'string' },
  config: { type: 'string' },
  node: { type: 'string' },
  'node-cookie': { type: 'string' },
  'node-user': { type: 'string' },
  'node-password-file': { type: 'string' },
  provider: { type: 'string', multiple: true },
  'api-key-file': { type: 'string' },
  proxy: { type: 'string' },
  tier: { type: 'string' },
  'stale-after': { type: 'string' },
  offline: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig

/** Options of single commands. */
export const COMMAND_OPTIONS = {
  label: { type: 'string' },
  group: { type: 'string' },
  archived: { type: 'boolean' },
  'script-type': { type: 'string' },
  'gap-limit': { type: 'string' },
  birthday: { type: 'string' },
  chain: { type: 'string' },
  undo: { type: 'boolean' },
  once: { type: 'boolean' },
  at: { type: 'string' },
  from: { type: 'string' },
  range: { type: 'string' },
  to: { type: 'string' },
  zone: { type: 'string' },
  limit: { type: 'string' },
  before: { type: 'string' },
  gone: { type: 'boolean' },
  ask: { type: 'boolean' },
  pause: { type: 'boolean' },
  resume: { type: 'boolean' },
  format: { type: 'string' },
  refresh: { type: 'boolean' },
  fiat: { type: 'string' },
  apply: { type: 'boolean' },
  columns: { type: 'string' },
  currency: { type: 'string' },
  port: { type: 'string' },
  'no-open': { type: 'boolean' },
  'allow-settings': { type: 'boolean' },
  api: { type: 'boolean' },
  'keep-mine': { type: 'boolean' },
  merge: { type: 'boolean' },
  widen: { type: 'boolean' },
  consent: { type: 'boolean' },
  edited: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig

export const ALL_OPTIONS = { ...GLOBAL_OPTIONS, ...COMMAND_OPTIONS }

export type CommandOption = keyof typeof COMMAND_OPTIONS

/** The values as given; absent when not given. */
export interface OptionValues {
  readonly 'data-dir'?: string
  readonly network?: string
  readonly config?: string
  readonly node?: string
  readonly 'node-cookie'?: string
  readonly 'node-user'?: string
  readonly 'node-password-file'?: string
  readonly provider?: readonly string[]
  readonly 'api-key-file'?: string
  readonly proxy?: string
  readonly tier?: string
  readonly 'stale-after'?: string
  readonly offline?: boolean
  readonly json?: boolean
  readonly help?: boolean
  readonly version?: boolean
  readonly label?: string
  readonly group?: string
  readonly archived?: boolean
  readonly 'script-type'?: string
  readonly 'gap-limit'?: string
  readonly birthday?: string
  readonly chain?: string
  readonly undo?: boolean
  readonly once?: boolean
  readonly at?: string
  readonly from?: string
  readonly range?: string
  readonly to?: string
  readonly zone?: string
  readonly limit?: string
  readonly before?: string
  readonly gone?: boolean
  readonly ask?: boolean
  readonly pause?: boolean
  readonly resume?: boolean
  readonly format?: string
  readonly refresh?: boolean
  readonly fiat?: string
  readonly apply?: boolean
  readonly columns?: string
  readonly currency?: string
  readonly port?: string
  readonly 'no-open'?: boolean
  readonly 'allow-settings'?: boolean
  readonly api?: boolean
  readonly 'keep-mine'?: boolean
  readonly merge?: boolean
  readonly widen?: boolean
  readonly consent?: boolean
  readonly edited?: boolean
}
