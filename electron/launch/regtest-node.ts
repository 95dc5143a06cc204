/**
 * A real bitcoind on its own regtest chain: for tests, the benchmark and the demo. It listens on loopback only,
 * looks for no peers, and dies with this process.
 */
import { rmSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent } from 'undici'
import type { BitcoindBinary } from './bitcoind-binary.ts'
import { type BitcoindProcess, freePort, launchBitcoind } from './regtest-process.ts'
import { callRegtest, type RegtestRpc } from './regtest-rpc.ts'
import { openRegtestWallet, type RegtestWallet } from './regtest-wallet.ts'

export type { RegtestWallet } from './regtest-wallet.ts'

/** Coins mined without an address go here (P2WSH of OP_TRUE): nobody watches it by accident. */
export const NOBODYS_ADDRESS = 'bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85'

export interface RegtestOptions {
  /** Data folder; a temporary one, removed by `stop` and `kill`, when absent. */
  readonly dir?: string
  /** Appended last, so they win over the defaults, e.g. `-rpcworkqueue=1`. */
  readonly extraArgs?: readonly string[]
  /** Whether REST is on (default true). */
  readonly rest?: boolean
  /** Manual pruning with small block files: `rpc('pruneblockchain', [height])`. */
  readonly prune?: boolean
  /** Accepts peers on 127.0.0.1:`p2pPort` (default false). */
  readonly listen?: boolean
}

/** What a reorganisation is to look like. */
export interface ReorgOptions {
  /** Blocks of the new branch; depth + 1 by default. */
  readonly newBlocks?: number
  /** Blocks without transactions; otherwise what was in the old branch is mined again from the mempool. */
  readonly empty?: boolean
}

export interface RegtestNode {
  readonly url: string
  readonly cookieFile: string
  readonly dir: string
  readonly rpcPort: number
  readonly p2pPort: number
  /** Changes with `restart`. */
  readonly pid: number
  rpc<T>(method: string, params?: readonly unknown[], options?: { wallet?: string }): Promise<T>
  /** Mines `count` blocks with the mempool's transactions; their hashes. */
  mine(count: number, address?: string): Promise<string[]>
  /** Mines one block with exactly these transactions (txids or raw hex); none is an empty block. */
  generateBlock(transactions: readonly string[], address?: string): Promise<string>
  /** Replaces the last `depth` blocks by a new branch; its hashes. */
  reorg(depth: number, options?: ReorgOptions): Promise<string[]>
  /** Opens the wallet, creating it when it does not exist. */
  wallet(name: string): Promise<RegtestWallet>
  /** Connects to a peer that listens, and waits until both have the higher chain's tip. */
  syncWith(peer: RegtestNode): Promise<void>
  /** Ends it and waits: cleanly where its folder stays; a temporary one is removed, and nothing is written to it first. */
  stop(): Promise<void>
  /** Ends it cleanly and keeps the folder: the node is down until `restart`. */
  halt(): Promise<void>
  /** SIGKILL by pid. The folder stays, but bitcoind comes back without what it had not flushed: often genesis. */
  kill(): Promise<void>
  /** Starts it on the same folder and ports, with a new cookie, after `halt`, `kill` or by halting it first. */
  restart(extraArgs?: readonly string[]): Promise<void>
}

/** Starts a node and waits until it answers. Rejects with its last words when it does not start. */
export async function startRegtestNode(
  binary: BitcoindBinary,
  options: RegtestOptions = {},
): Promise<RegtestNode> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'tidemark-regtest-')))
  const rpcPort = await freePort()
  const p2pPort = await freePort()
  const state = { dir, rpcPort, p2pPort, cookieFile: join(dir, 'regtest', '.cookie') }
  const agent = new Agent({ pipelining: 0 }) // a connection a call: no keep-alive race after a restart
  const rpc = callRegtest(`http://127.0.0.1:${rpcPort}`, state.cookieFile, agent)
  const launch = (extraArgs: readonly string[]): Promise<BitcoindProcess> =>
    launchBitcoind(binary, [...argumentsOf(options, state), ...extraArgs], rpc)
  await writeFile(join(dir, 'bitcoin.conf'), POLICY)
  const first = await launch([])
  const removeDir = (): void => rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
  const temporary = options.dir === undefined
  if (temporary) process.on('exit', removeDir) // after the listener that kills the node
  const dispose = async (): Promise<void> => {
    await agent.close()
    process.off('exit', removeDir)
    if (temporary) removeDir()
  }
  return buildNode(state, rpc, first, { temporary, launch, dispose })
}

interface NodePlace {
  readonly dir: string
  readonly rpcPort: number
  readonly p2pPort: number
  readonly cookieFile: string
}

interface Lifecycle {
  /** Whether its folder goes with it. */
  readonly temporary: boolean
  launch(extraArgs: readonly string[]): Promise<BitcoindProcess>
  dispose(): Promise<void>
}

function buildNode(
  place: NodePlace,
  rpc: RegtestRpc,
  first: BitcoindProcess,
  lifecycle: Lifecycle,
): RegtestNode {
  let running = first
  const stopProcess = async (): Promise<void> => {
    if (running.alive()) await rpc('stop').catch(() => running.terminate()) // not answering: ask by signal
    await running.ended
  }
  return {
    ...place,
    url: `http://127.0.0.1:${place.rpcPort}`,
    get pid() {
      return running.pid
    },
    rpc,
    ...mining(rpc),
    wallet: (name) => openRegtestWallet(rpc, name),
    syncWith: (peer) => syncWith(rpc, peer),
    async stop() {
      if (lifecycle.temporary) running.kill()
      else await stopProcess()
      await running.ended
      await lifecycle.dispose()
    },
    halt: stopProcess,
    async kill() {
      running.kill()
      await running.ended
    },
    async restart(extraArgs = []) {
      await stopProcess()
      running = await lifecycle.launch(extraArgs)
    },
  }
}

/**
 * Knots refuses what Core takes: by this rule a transaction with lock time 21, which a wallet picks at random now and
 * then. In the file, because Core ignores a key there that it does not know, and ends on an argument.
 */
const POLICY = 'rejectparasites=0\nrejecttokens=0\n'

const NO_PEERS = ['-listenonion=0', '-dnsseed=0', '-fixedseeds=0', '-discover=0', '-natpmp=0', '-connect=0']
/** Its wallets need not outlive a power cut. */
const SMALL = ['-fallbackfee=0.0002', '-keypool=20', '-par=1', '-printtoconsole=0', '-unsafesqlitesync=1']

function argumentsOf(options: RegtestOptions, place: NodePlace): string[] {
  return [
    '-regtest',
    `-datadir=${place.dir}`,
    '-server=1',
    '-rpcbind=127.0.0.1',
    '-rpcallowip=127.0.0.1',
    `-rpcport=${place.rpcPort}`,
    ...(options.listen ? ['-listen=1', `-bind=127.0.0.1:${place.p2pPort}`] : ['-listen=0']),
    ...NO_PEERS,
    `-rest=${options.rest === false ? 0 : 1}`,
    ...(options.prune ? ['-prune=1', '-fastprune=1'] : []),
    ...SMALL,
    ...(options.extraArgs ?? []),
  ]
}

type Mining = Pick<RegtestNode, 'mine' | 'generateBlock' | 'reorg'>

function mining(rpc: RegtestRpc): Mining {
  const mine = (count: number, address = NOBODYS_ADDRESS): Promise<string[]> =>
    rpc('generatetoaddress', [count, address])
  const generateBlock = async (transactions: readonly string[], output = NOBODYS_ADDRESS): Promise<string> =>
    (await rpc<{ hash: string }>('generateblock', [output, transactions])).hash
  const reorg = async (depth: number, options: ReorgOptions = {}): Promise<string[]> => {
    const height = await rpc<number>('getblockcount')
    await rpc('invalidateblock', [await rpc<string>('getblockhash', [height - depth + 1])])
    const count = options.newBlocks ?? depth + 1
    // A script of its own: the same coinbase in the same second would be the very block just invalidated.
    const unique = `raw(6a08${Date.now().toString(16).padStart(16, '0')})`
    const hashes: string[] = []
    if (options.empty) for (let n = 0; n < count; n += 1) hashes.push(await generateBlock([], unique))
    else hashes.push(...(await rpc<string[]>('generatetodescriptor', [count, unique])))
    return hashes
  }
  return { mine, generateBlock, reorg }
}

async function syncWith(rpc: RegtestRpc, peer: RegtestNode): Promise<void> {
  await rpc('addnode', [`127.0.0.1:${peer.p2pPort}`, 'onetry'])
  const giveUp = Date.now() + 60_000
  while (Date.now() < giveUp) {
    const [ours, theirs] = await Promise.all([
      rpc<string>('getbestblockhash'),
      peer.rpc<string>('getbestblockhash'),
    ])
    if (ours === theirs) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the two nodes did not reach one tip within 60 s')
}
