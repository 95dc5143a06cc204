/** The settings file: its form, its older forms, and reading it without ever losing what it says. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { DEFAULT_PRICE_SETTINGS } from '../../shared/price-sources.ts'
import { PROVIDER_TIERS, type ProviderTier, ROTATIONS, TIERS } from '../../shared/providers.ts'
import { say } from '../../shared/said.ts'
import { DEFAULT_STALE_AFTER_BLOCKS } from '../../shared/settings-limits.ts'
import { priceSettings } from './price-settings.ts'

const common = {
  node: z
    .object({
      url: z.string(),
      auth: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('cookie'), file: z.string() }),
        z.object({ kind: z.literal('password'), user: z.string() }),
      ]),
    })
    .nullable(),
  offline: z.boolean(),
  staleAfterBlocks: z.int().positive(),
}

const provider = z
  .object({
    url: z.string(),
    /** Null: as the URL shows. */
    tier: z.enum(PROVIDER_TIERS).nullable(),
    consent: z.boolean(),
    proxy: z.boolean(),
  })
  .transform((read) => ({ ...read, tier: trueTier(read) }))

/** What is reached directly is not behind Tor, whatever the file says: it is held for the farthest there is. */
function trueTier({ tier, proxy }: { tier: ProviderTier | null; proxy: boolean }): ProviderTier | null {
  return tier === 'tor' && !proxy ? 'public' : tier
}

const current = z.object({
  version: z.literal(2),
  ...common,
  providers: z.array(provider),
  pool: z.object({
    rotation: z.enum(ROTATIONS).nullable(),
    deadlineMs: z.int().positive().nullable(),
    cacheTtlS: z.int().nonnegative().nullable(),
  }),
  /** A list: a portfolio may have any name, such as one that means something to a JavaScript object. */
  privacy: z.object({
    limit: z.enum(TIERS).nullable(),
    groups: z.array(z.object({ group: z.string(), limit: z.enum(TIERS) })),
    sampleConsented: z.boolean().default(false),
  }),
  proxy: z.string().nullable(),
  prices: priceSettings.default(DEFAULT_PRICE_SETTINGS),
})

/** What the file holds. */
export type StoredSettings = z.infer<typeof current>
export type StoredProvider = z.infer<typeof provider>

/** Settings of a folder that has none yet. */
export const DEFAULT_SETTINGS: StoredSettings = {
  version: 2,
  node: null,
  providers: [],
  pool: { rotation: null, deadlineMs: null, cacheTtlS: null },
  privacy: { limit: null, groups: [], sampleConsented: false },
  proxy: null,
  prices: DEFAULT_PRICE_SETTINGS,
  offline: false,
  staleAfterBlocks: DEFAULT_STALE_AFTER_BLOCKS,
}

/** The first form named providers by URL alone, and adding one there was the consent to ask it. */
const first = z.object({ version: z.literal(1), ...common, providers: z.array(z.string()) }).transform(
  (old): StoredSettings => ({
    ...DEFAULT_SETTINGS,
    ...old,
    version: 2,
    providers: old.providers.map(consented),
  }),
)

const stored = z.union([current, first])

/** A provider that was named without further words. */
export function consented(url: string): StoredProvider {
  return { url, tier: null, consent: true, proxy: false }
}

/** Where a network's folder keeps them. */
export function settingsFile(dataDir: string): string {
  return join(dataDir, 'settings.json')
}

/** What some JSON says as settings, whatever their form; null when it is none. */
export function readStored(value: unknown): StoredSettings | null {
  return stored.safeParse(value).data ?? null
}

/** Reads the file; the defaults where there is none. One that cannot be read fails: it is never overwritten. */
export async function loadSettings(file: string): Promise<StoredSettings> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new AppError('storage', say('settings_unread', { code: error.code ?? 'unknown' }), {
      cause: error,
    })
  })
  if (text === null) return DEFAULT_SETTINGS
  try {
    return stored.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError('storage', say('settings_damaged', { file }), { cause })
  }
}
