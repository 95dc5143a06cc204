/** What is remembered of providers between starts: their protocol, their certificates, until when to leave them alone. */
import { randomBytes } from 'node:crypto'
import type { ProviderFamily } from '../engine/ports.ts'
import type { ProviderMemory } from '../sources/create-provider.ts'
import type { CooldownStore } from '../sources/pool/cooldowns.ts'
import type { SourceStore } from '../store/source-store.ts'

const FAMILIES: readonly string[] = ['esplora', 'blockcypher', 'blockchain.info', 'electrum', 'uniform']
const COOLDOWNS = 'provider-cooldowns'
const GROUP_KEY = 'address-group-key'

/** Keeps it in the store; a write that fails is reported, never thrown at who asked. */
export function createProviderMemory(
  store: SourceStore,
  onFault: (error: unknown) => void,
): ProviderMemory & { readonly cooldowns: CooldownStore } {
  const cooldowns = new Map(readCooldowns(store))
  const keep = (key: string, value: string): void => void store.setMeta(key, value).catch(onFault)
  let groupKey = store.getMeta(GROUP_KEY)
  return {
    family: (id) => {
      const known = store.getMeta(`provider-family:${id}`)
      return known !== null && FAMILIES.includes(known) ? (known as ProviderFamily) : null // checked just here
    },
    setFamily: (id, family) => keep(`provider-family:${id}`, family),
    pins: {
      load: async (origin) => store.getMeta(`pin:${origin}`),
      save: (origin, fingerprint) => store.setMeta(`pin:${origin}`, fingerprint),
    },
    forgetPin: async (id) => {
      const key = `pin:${pinnedOrigin(id)}`
      if (store.getMeta(key) === null) return false
      await store.setMeta(key, null)
      return true
    },
    groupKey: () => {
      if (groupKey !== null) return groupKey
      groupKey = randomBytes(32).toString('hex')
      keep(GROUP_KEY, groupKey)
      return groupKey
    },
    cooldowns: {
      load: () => cooldowns,
      save: (id, untilMs) => {
        cooldowns.set(id, untilMs)
        keep(COOLDOWNS, JSON.stringify([...cooldowns]))
      },
    },
  }
}

/** The id of a `tls://` server is its host and port, without the port where that is the one of https. */
function pinnedOrigin(id: string): string {
  return `tls://${id}${/:\d+$/.test(id) ? '' : ':443'}`
}

function readCooldowns(store: SourceStore): readonly (readonly [string, number])[] {
  const text = store.getMeta(COOLDOWNS)
  if (text === null) return []
  const rows: unknown = JSON.parse(text)
  if (!Array.isArray(rows)) return []
  return rows.filter(
    (row): row is [string, number] => typeof row[0] === 'string' && typeof row[1] === 'number',
  )
}
