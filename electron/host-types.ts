/** What the composition root is given and what it hands to a door. */
import type { Network } from '../shared/chain.ts'
import type { UpdateObstacle } from '../shared/ipc/updates.ts'
import type { Rotation, Tier } from '../shared/providers.ts'
import type { Worded } from '../shared/said.ts'
import type { Secret } from './config-file/secret.ts'
import type { Clock } from './engine/ports.ts'
import type { Router } from './ipc/router-types.ts'
import type { Log } from './log.ts'
import type { RunningCore } from './scan-worker/scan-thread.ts'
import type { Hub } from './services/hub.ts'
import type { LinkBox } from './services/link-box.ts'
import type { Metrics } from './services/metrics.ts'

/** Node settings of a command line: they win over stored ones for this run. */
export interface NodeOption {
  readonly url: string
  readonly auth:
    | { readonly kind: 'cookie'; readonly file: string }
    | { readonly kind: 'password'; readonly user: string; readonly password: string }
}

/** Everything a door decides. Undefined means "as stored, else the default". */
export interface HostOptions {
  /** The folder above the network folders; the platform's place for application data by default. */
  readonly dataDir?: string
  /** 'main' by default. */
  readonly network?: Network
  readonly node?: NodeOption
  /** Provider URLs named for this run. Naming one is consent for it. */
  readonly providers?: readonly string[]
  readonly staleAfterBlocks?: number
  readonly offline?: boolean
  readonly rotation?: Rotation
  /** Over all tries of one question to the providers. */
  readonly deadlineMs?: number
  /** How long a provider's answer counts without asking again. */
  readonly cacheTtlS?: number
  /** The farthest that any address may go. */
  readonly limit?: Tier
  /** API keys by the URL of their provider, for this run. */
  readonly providerKeys?: ReadonlyMap<string, Secret>
  /** `socks5://host:port`: the providers named for this run are reached through it alone. */
  readonly proxy?: string
  /** A config file; `config.yaml` in the network's folder is read without being named. */
  readonly configFile?: string
  /**
   * `own`: takes the data folder's lock and may write; fails with `locked`, naming the holder. `read`: opens
   * the ledger read-only beside a running app; requests that write fail with `locked` too.
   */
  readonly access: 'own' | 'read'
  /** Whether the scanner follows the tip in the background (an app), or runs only when asked (one command). */
  readonly follow: boolean
  /** Whether settings may be changed through the door. */
  readonly settingsWritable: boolean
  /** This run only writes down what the person said: nobody is asked anything, and no node is looked for. */
  readonly asksNobody?: boolean
  /** Named in the lock: "the app", "tidemark sync". */
  readonly purpose: string
  /** Where a node password is kept between runs; without one it is kept in memory only. */
  readonly secrets?: SecretStore
  /** Replaces the app by a newer version; absent where a door cannot. */
  readonly updater?: Updater
  readonly version: string
}

/** Keeps small secrets encrypted by the operating system. `load` gives null for what cannot be decrypted. */
export interface SecretStore {
  save(name: string, secret: string | null): Promise<void>
  load(name: string): Promise<string | null>
  /** Forgets all of them, of every network. */
  clear(): Promise<void>
}

/** Replaces the app by a newer version. `proxy` is the way of everything that leaves: `socks5://host:port`, or none. */
export interface Updater {
  /** Why this copy cannot be replaced; null where it can. */
  readonly unavailable: UpdateObstacle | null
  /** The newest version where it is newer than the one that runs, else null. Fails with UpdateError. */
  check(proxy: string | null, signal: AbortSignal): Promise<string | null>
  /** Fetches what the last check found, and checks that it is genuine. Fails with UpdateError. */
  download(proxy: string | null, onPercent: (percent: number) => void, signal: AbortSignal): Promise<void>
  /** Begins to close the app, puts what was fetched in its place and starts it; returns at once. */
  install(): void
}

/** The whole app behind a door. */
export interface Host {
  readonly network: Network
  /** The network's own folder. */
  readonly dataDir: string
  readonly router: Router
  readonly events: Hub
  /** Takes `bitcoin:` links that the system hands over. */
  readonly links: Pick<LinkBox, 'offer'>
  /** What it counted so far; absent where nobody is asked. */
  readonly metrics?: Metrics
  /** What the person should know about the start, a line each: a setting that was left out, a file others can read. */
  readonly notices?: readonly Worded[]
  /** Starts following when asked to; returns at once. */
  start(): void
  /** Cancels what runs, aborts a scan this process started, closes the store, gives the lock back. */
  stop(): Promise<void>
}

/** What tests may set; doors give the thread, and say whether a window looked before. */
export interface HostInternals {
  readonly clock?: Clock
  readonly log?: Log
  /** A gap that would take longer to read than this is jumped with a new snapshot. */
  readonly gapBudgetMs?: number
  /** The scanner's thread, where it was started early. It is the host's from then on. */
  readonly thread?: RunningCore
  /** A window was shown the ledger as it lay there: it is told to look again once the host is there. */
  readonly looked?: boolean
  /** Whether the scanner has a thread of its own. */
  readonly threaded?: boolean
}
