/** What may come in through a door: one validator a request, each with bounds. A missing or wrong one does not compile. */
import { z } from 'zod'
import { GAP_LIMITS } from '../../shared/ipc/accounts.ts'
import type { RequestInput, RequestName } from '../../shared/ipc/contract.ts'
import { PROVIDER_TIERS, ROTATIONS, TIERS } from '../../shared/providers.ts'
import { POOL_LIMITS, STALE_AFTER_LIMITS } from '../../shared/settings-limits.ts'
import { accountSchemas, birthday, gapLimit, MAX_HEIGHT } from './schemas/accounts.ts'
import { diagnosticsSchemas } from './schemas/diagnostics.ts'
import { doctorSchemas } from './schemas/doctor.ts'
import { importSchemas } from './schemas/imports.ts'
import { labelSchemas } from './schemas/labels.ts'
import { listSchemas } from './schemas/lists.ts'
import { momentSchemas } from './schemas/moment.ts'
import { nodeFindSchemas } from './schemas/node-find.ts'
import { nodeLoginSchemas } from './schemas/node-login.ts'
import { noticeSchemas } from './schemas/notices.ts'
import { priceSchemas } from './schemas/prices.ts'
import { manyIds, rowsSchemas } from './schemas/rows.ts'
import { scanningSchemas } from './schemas/scanning.ts'
import { sourcesSchemas } from './schemas/sources.ts'
import { timeSchemas } from './schemas/time.ts'
import { updateSchemas } from './schemas/updates.ts'
import { viewSchemas } from './schemas/view.ts'

const MAX_LINES = 10_000
const MAX_HISTORIES = 1_000
/** A descriptor of twenty cosigners with their origins fits. */
const MAX_LINE = 10_000
const MAX_NAME = 200
const MAX_URL = 2_000
const MAX_PASSWORD = 1_000
const MAX_PROVIDERS = 50
const MAX_API_KEY = 500
const MAX_PATH = 4_096
const MAX_GROUPS = 10_000

const empty = z.strictObject({})
const id = z.int().positive()
const line = z.string().max(MAX_LINE)
const name = z.string().max(MAX_NAME)
const url = z.string().min(1).max(MAX_URL)

const nodeSettings = z.strictObject({
  url,
  auth: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('cookie'), file: z.string().min(1).max(MAX_PATH) }),
    z.strictObject({
      kind: z.literal('password'),
      user: z.string().max(MAX_NAME),
      password: z.string().max(MAX_PASSWORD),
    }),
    z.strictObject({ kind: z.literal('keep') }),
  ]),
})

const provider = z.strictObject({
  url,
  tier: z.enum(PROVIDER_TIERS).exactOptional(),
  consent: z.boolean(),
  proxy: z.boolean().exactOptional(),
})

/** A validator for every request. Its output must be the contract's input. */
export const inputSchemas = {
  ...priceSchemas,
  ...scanningSchemas,
  ...rowsSchemas,
  ...viewSchemas,
  ...nodeFindSchemas,
  ...nodeLoginSchemas,
  ...timeSchemas,
  ...labelSchemas,
  ...accountSchemas,
  ...importSchemas,
  ...listSchemas,
  ...doctorSchemas,
  ...noticeSchemas,
  ...sourcesSchemas,
  ...momentSchemas,
  ...diagnosticsSchemas,
  ...updateSchemas,
  'app.snapshot': empty,
  'portfolio.add': z.strictObject({
    lines: z.array(line).max(MAX_LINES),
    label: name.exactOptional(),
    group: name.exactOptional(),
    widen: z.boolean().exactOptional(),
    archived: z.boolean().exactOptional(),
    atomic: z.boolean(),
    scriptType: z.enum(['pkh', 'sh(wpkh)', 'wpkh', 'tr']).exactOptional(),
    gapLimit: gapLimit.exactOptional(),
    lookahead: z.int().min(1).max(GAP_LIMITS.max).exactOptional(),
    birthday: birthday.exactOptional(),
    back: z.array(id).max(MAX_LINES).exactOptional(),
  }),
  'portfolio.remove': z.strictObject({ watchIds: manyIds }),
  'portfolio.archive': z.strictObject({ watchIds: manyIds, archived: z.boolean() }),
  'portfolio.list': empty,
  'balance.read': z.strictObject({
    addresses: z.array(line).max(MAX_LINES).exactOptional(),
    archived: z.boolean().exactOptional(),
    refresh: z.boolean(),
  }),
  'balance.at': z.strictObject({
    addresses: z.array(line).max(MAX_LINES).exactOptional(),
    archived: z.boolean().exactOptional(),
    height: z.int().min(0).max(MAX_HEIGHT),
    ask: z.boolean(),
  }),
  'address.detail': z.strictObject({ watchId: id }),
  'disclosures.list': z.strictObject({ address: line.exactOptional() }),
  'crosscheck.run': z.strictObject({
    addresses: z.array(line).max(MAX_LINES).exactOptional(),
    sources: z.array(z.string().min(1).max(MAX_URL)).min(1).max(MAX_PROVIDERS).exactOptional(),
  }),
  'crosscheck.list': z.strictObject({ addresses: z.array(line).max(MAX_LINES).exactOptional() }),
  'history.fill': z.strictObject({
    watchIds: manyIds,
    from: z
      .union([
        z.strictObject({ height: z.int().min(0).max(MAX_HEIGHT) }),
        z.strictObject({ date: z.iso.date() }),
        z.literal('first_possible'),
      ])
      .exactOptional(),
  }),
  'history.stop': z.strictObject({ watchIds: z.array(id).max(MAX_LINES) }),
  'history.list': z.strictObject({
    after: id.exactOptional(),
    limit: z.int().min(1).max(MAX_HISTORIES),
    watchIds: z.array(id).max(MAX_LINES).exactOptional(),
  }),
  'history.run': empty,
  'ledger.check': empty,
  'status.get': empty,
  'scan.sync': empty,
  'settings.get': empty,
  'settings.setNode': nodeSettings.nullable(),
  'settings.setProviders': z.strictObject({ providers: z.array(provider).max(MAX_PROVIDERS) }),
  'settings.setPool': z.strictObject({
    rotation: z.enum(ROTATIONS).nullable(),
    deadlineMs: z.int().min(POOL_LIMITS.deadlineMs.min).max(POOL_LIMITS.deadlineMs.max).nullable(),
    cacheTtlS: z.int().min(POOL_LIMITS.cacheTtlS.min).max(POOL_LIMITS.cacheTtlS.max).nullable(),
  }),
  'settings.setPrivacy': z.strictObject({
    limit: z.enum(TIERS).nullable(),
    groups: z.array(z.strictObject({ group: name, limit: z.enum(TIERS) })).max(MAX_GROUPS),
    sampleConsented: z.boolean().exactOptional(),
  }),
  'settings.setProxy': z.strictObject({ url: url.nullable() }),
  'settings.setOffline': z.strictObject({ offline: z.boolean() }),
  'settings.setStaleAfter': z.strictObject({
    blocks: z.int().min(STALE_AFTER_LIMITS.min).max(STALE_AFTER_LIMITS.max),
  }),
  'node.test': nodeSettings,
  'provider.test': z.strictObject({ url, proxy: z.boolean().exactOptional() }),
  'provider.forgetPin': z.strictObject({ id: z.string().min(1).max(MAX_URL) }),
  'provider.setKey': z.strictObject({
    id: z.string().min(1).max(MAX_URL),
    key: z.string().min(1).max(MAX_API_KEY).nullable(),
  }),
} satisfies { readonly [K in RequestName]: z.ZodType<RequestInput<K>> }

/** One validator a request. */
export type InputSchemas = { readonly [K in RequestName]: z.ZodType<RequestInput<K>> }
