/**
 * loop.rules: how long the main thread is held at once while rules are judged and portfolios are listed over a large
 * portfolio, which is counted anew for it. There is nobody to compare with: the peer is one ms.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { createHost } from '../../../electron/host.ts'
import type { Host } from '../../../electron/host-types.ts'
import type { RequestInput, RequestName } from '../../../shared/ipc/contract.ts'
import { DEFAULT_NOTICE_RULES } from '../../../shared/notices.ts'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import type { RowDefinition } from '../types.ts'
import { uiFolder } from '../ui-ground.ts'

const MANY = 100_000
const NS_A_MS = 1e6
/** Rules are looked at two seconds after they were set, and their count takes another. */
const ROUND_MS = 6_000

/** Of a host without a node or a provider. */
export const loopRules: RowDefinition = {
  id: 'loop.rules',
  what: `the longest delay of the main thread while rules are judged over ${MANY} entries (at most 50 ms) | 1 ms`,
  unit: 'ms',
  better: 'lower',
  target: 50,
  async measure({ log }, signal) {
    log(`  making a ledger of ${MANY} addresses ...`)
    const folder = await uiFolder(MANY)
    const host = await createHost({
      network: 'regtest',
      dataDir: folder.root,
      access: 'own',
      follow: true,
      offline: true,
      settingsWritable: true,
      purpose: 'the benchmark',
      version: '0',
    })
    try {
      host.start()
      await ask(host, 'portfolio.place', { group: null, archived: false }, signal)
      const sides = { ours: () => judged(host, signal), peer: async () => 1 }
      return await measurePair({ ...sides, rounds: LEAST_ROUNDS, log }, signal)
    } finally {
      await host.stop()
      await folder.dispose()
    }
  },
}

/** Setting rules has them judged; a rule that is never broken tells nothing. */
async function judged(host: Host, signal: AbortSignal): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const all = { id: 'all', of: { kind: 'all' }, check: 'below', sats: 1 } as const
  await ask(
    host,
    'notices.setRules',
    { ...DEFAULT_NOTICE_RULES, unverifiedHours: 720, balances: [all] },
    signal,
  )
  await ask(host, 'groups.list', {}, signal)
  await sleep(ROUND_MS, undefined, { signal })
  await ask(host, 'groups.list', {}, signal)
  delay.disable()
  return delay.max / NS_A_MS
}

async function ask<K extends RequestName>(
  host: Host,
  name: K,
  input: RequestInput<K>,
  signal: AbortSignal,
): Promise<void> {
  const reply = await host.router.call(name, input, signal)
  if (!reply.ok) throw new Error(reply.error.message)
}
