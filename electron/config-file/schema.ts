/**
 * The form of the file. The messages are ours and say what belongs there: what stands there instead is never
 * repeated, since a password on the wrong line is still a password.
 */
import { z } from 'zod'
import { NETWORKS } from '../../shared/chain.ts'
import { ROTATIONS, TIERS } from '../../shared/providers.ts'
import { englishOf, type Said, say } from '../../shared/said.ts'
import { STALE_AFTER_LIMITS } from '../../shared/settings-limits.ts'

const MAX_URLS = 100
const MAX_SECRET = 1_000
const MAX_PATH = 4_096

const SAID = new Map<string, Said>()

/** As text, which is all that a schema can carry; `ruleSaid` finds the message again. */
function must(said: Said): string {
  const text = englishOf(said)
  SAID.set(text, said)
  return text
}

/** The rule of this schema that a value did not keep. */
export function ruleSaid(message: string): Said {
  return SAID.get(message) ?? say('config_must_fit')
}

const MUST_BE_TEXT = must(say('config_must_text'))
const MUST_BE_FILLED = must(say('config_must_filled'))
const MUST_BE_SHORTER = must(say('config_must_shorter'))

const text = (max: number): z.ZodType<string> =>
  z.string(MUST_BE_TEXT).trim().min(1, MUST_BE_FILLED).max(max, MUST_BE_SHORTER)

/** Kept as it stands: a blank at the end of a quoted password belongs to it. */
const verbatim = (max: number): z.ZodType<string> =>
  z
    .string(MUST_BE_TEXT)
    .min(1, MUST_BE_FILLED)
    .max(max, MUST_BE_SHORTER)
    .regex(/^[^\r\n\0]*$/, must(say('config_must_line')))

const whole = (min: number, max: number): z.ZodType<number> => {
  const message = must(say('config_must_whole', { min, max }))
  return z.int(message).min(min, message).max(max, message)
}

const oneOf = <T extends string>(values: readonly T[]): z.ZodType<T> =>
  z.enum(values, must(say('config_must_one', { values })))

const urlEntry = z.union(
  [
    text(2_000),
    z.strictObject({
      url: text(2_000),
      role: z.literal('node', must(say('config_must_node'))).exactOptional(),
      api_key_file: text(MAX_PATH).exactOptional(),
    }),
  ],
  { error: must(say('config_must_entry')) },
)

const btc = z.strictObject({
  chain_id: whole(1, 2 ** 31).optional(),
  name: text(100).optional(),
  symbol: text(20).optional(),
  decimals: z.literal(8, must(say('config_must_decimals'))).optional(),
  enabled: z.boolean(must(say('config_must_truth'))).optional(),
  rpc_urls: z
    .array(urlEntry, must(say('config_must_list')))
    .max(MAX_URLS, must(say('config_must_fewer', { most: MAX_URLS })))
    .optional(),
  username: verbatim(MAX_SECRET)
    .refine((user) => !user.includes(':'), must(say('config_must_colonless')))
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

const mustBeMap = must(say('config_must_map'))
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
