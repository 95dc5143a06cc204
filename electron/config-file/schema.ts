/**
 * The form of the file. The messages are ours and say what belongs there: what stands there instead is never
 * repeated, since a password on the wrong line is still a password.
 */
import { z } from 'zod'
import { NETWORKS } from '../../shared/chain.ts'
import { ROTATIONS, TIERS } from '../../shared/providers.ts'
import { STALE_AFTER_LIMITS } from '../../shared/settings-limits.ts'

const MAX_URLS = 100
const MAX_SECRET = 1_000
const MAX_PATH = 4_096

const text = (max: number): z.ZodType<string> =>
  z.string('must be text: put it in quotes').trim().min(1, 'must not be empty').max(max, `must be shorter`)

/** Kept as it stands: a blank at the end of a quoted password belongs to it. */
const verbatim = (max: number): z.ZodType<string> =>
  z
    .string('must be text: put it in quotes')
    .min(1, 'must not be empty')
    .max(max, 'must be shorter')
    .regex(/^[^\r\n\0]*$/, 'must be one line')

const whole = (min: number, max: number): z.ZodType<number> => {
  const message = `must be a whole number from ${min} to ${max}`
  return z.int(message).min(min, message).max(max, message)
}

const oneOf = <T extends string>(values: readonly T[]): z.ZodType<T> =>
  z.enum(values, `must be one of ${values.join(', ')}`)

const urlEntry = z.union(
  [
    text(2_000),
    z.strictObject({
      url: text(2_000),
      role: z.literal('node', 'must be node').exactOptional(),
      api_key_file: text(MAX_PATH).exactOptional(),
    }),
  ],
  { error: 'must be a URL, { url: ..., role: node } or { url: ..., api_key_file: ... }' },
)

const btc = z.strictObject({
  chain_id: whole(1, 2 ** 31).optional(),
  name: text(100).optional(),
  symbol: text(20).optional(),
  decimals: z.literal(8, 'must be 8: a bitcoin has 100,000,000 satoshis').optional(),
  enabled: z.boolean('must be true or false').optional(),
  rpc_urls: z
    .array(urlEntry, 'must be a list of URLs')
    .max(MAX_URLS, `must name at most ${MAX_URLS} URLs`)
    .optional(),
  username: verbatim(MAX_SECRET)
    .refine((user) => !user.includes(':'), 'must hold no colon')
    .optional(),
  password: verbatim(MAX_SECRET).optional(),
  password_file: text(MAX_PATH).optional(),
  cookie_file: text(MAX_PATH).optional(),
  stale_after_blocks: whole(STALE_AFTER_LIMITS.min, STALE_AFTER_LIMITS.max).optional(),
  timeout_ms: whole(100, 600_000).optional(),
  retries: whole(0, 10).optional(),
  cache_ttl_s: whole(0, 86_400).optional(),
  rotation: oneOf(ROTATIONS).optional(),
  tier: oneOf(TIERS).optional(),
  network: oneOf(NETWORKS).optional(),
})

const mustBeMap = 'must hold keys of its own'
const chains = z.looseObject({ btc }, mustBeMap)
const blockchain = z.strictObject({ chains }, mustBeMap)

/** The whole file. Chains beside btc are let through unread. */
export const configSchema = z.strictObject({ blockchain }, mustBeMap)

/** `blockchain.chains.btc` as it is written. */
export type RawChain = z.infer<typeof btc>

/** The known keys of each map by its path; of the entries of lists too. */
export const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': ['blockchain'],
  blockchain: ['chains'],
  'blockchain.chains': ['btc'],
  'blockchain.chains.btc': Object.keys(btc.shape),
  'blockchain.chains.btc.rpc_urls': ['url', 'role', 'api_key_file'],
}
