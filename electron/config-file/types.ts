/** What a config file says, read and checked. Null is "not said": the settings, else the defaults, hold then. */
import type { Network } from '../../shared/chain.ts'
import type { Rotation, Tier } from '../../shared/providers.ts'
import type { Worded } from '../../shared/said.ts'
import type { Secret } from './secret.ts'

/** The login of the own node. A cookie is read anew whenever it is needed; a password file was read just now. */
export type NodeLogin =
  | { readonly kind: 'cookie'; readonly file: string }
  | { readonly kind: 'password'; readonly user: string; readonly password: Secret }

/** One of `rpc_urls`, without a slash at its end. What speaks there is found out by probing, not from the text. */
export interface RpcUrl {
  readonly url: string
  /** `node` where the file says so: the login may go there. */
  readonly role: 'node' | null
  /** Sent to this URL alone, where it speaks a protocol that knows keys. */
  readonly apiKey?: Secret
  readonly line: number
}

/** `blockchain.chains.btc`. */
export interface ChainConfig {
  readonly chainId: number | null
  readonly name: string | null
  readonly symbol: string | null
  readonly decimals: number | null
  /** False is offline: nobody is asked for anything. */
  readonly enabled: boolean
  /** The network that the URLs belong to. */
  readonly network: Network
  /** In the order of preference. */
  readonly rpcUrls: readonly RpcUrl[] | null
  readonly login: NodeLogin | null
  readonly staleAfterBlocks: number | null
  readonly timeoutMs: number | null
  readonly retries: number | null
  readonly cacheTtlS: number | null
  readonly rotation: Rotation | null
  readonly tier: Tier | null
}

/** Something worth a word that stops nothing. */
export interface ConfigNotice extends Worded {
  readonly line: number
}

/** A config file, read and checked. Safe to print, log and serialise: its secrets are `Secret`s. */
export interface ConfigFile {
  /** The path it was read from. */
  readonly file: string
  readonly btc: ChainConfig
  readonly notices: readonly ConfigNotice[]
}
