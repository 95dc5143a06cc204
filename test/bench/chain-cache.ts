/** Keeps a mined chain as bitcoind's own files in the cache folder: a benchmark that mines for minutes is not run. */
import { createHash } from 'node:crypto'
import { constants, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { bitcoindCacheDir } from '../../electron/launch/bitcoind-binary.ts'
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import type { BenchChain } from './chain.ts'

/** Raised when the same options make other blocks. */
const RECIPE = 3
/** With filters, and never "still downloading" though its last block is years old. */
const ARGUMENTS = ['-blockfilterindex=1', '-maxtipage=2000000000']
const FOLDERS = ['blocks', 'chainstate', 'indexes']
const FACTS = 'chain.json'

/**
 * Gives the node the chain that `mine` would make: copied from the cache when the same bitcoind has mined it for
 * the same options before. The node is restarted, and has a filter index afterwards.
 */
export async function cachedChain(
  node: RegtestNode,
  options: string,
  mine: () => Promise<BenchChain>,
): Promise<BenchChain> {
  const { subversion } = await node.rpc<{ subversion: string }>('getnetworkinfo')
  const key = createHash('sha256').update(`${RECIPE} ${subversion} ${options}`).digest('hex').slice(0, 16)
  const kept = join(dirname(bitcoindCacheDir()), 'bench', `chain-${key}`)
  const known = await readFacts(kept)
  if (known) {
    await node.halt()
    await copyChain(kept, join(node.dir, 'regtest'))
    await node.restart(ARGUMENTS)
    return known
  }
  await node.restart(ARGUMENTS)
  const chain = await mine()
  await node.halt()
  await keep(join(node.dir, 'regtest'), kept, chain)
  await node.restart(ARGUMENTS)
  return chain
}

async function readFacts(kept: string): Promise<BenchChain | null> {
  const text = await readFile(join(kept, FACTS), 'utf8').catch(() => null) // not there: it is mined
  return text === null ? null : (JSON.parse(text) as BenchChain) // written by `keep` below, and complete
}

/** Whole or not at all: written beside its place and renamed. Another run may have been faster. */
async function keep(from: string, kept: string, chain: BenchChain): Promise<void> {
  await mkdir(dirname(kept), { recursive: true })
  const draft = await mkdtemp(`${kept}-`)
  await copyChain(from, draft)
  await writeFile(join(draft, FACTS), JSON.stringify(chain))
  await rename(draft, kept).catch(() => rm(draft, { recursive: true, force: true }))
}

async function copyChain(from: string, to: string): Promise<void> {
  for (const folder of FOLDERS) {
    await rm(join(to, folder), { recursive: true, force: true })
    await cp(join(from, folder), join(to, folder), { recursive: true, mode: constants.COPYFILE_FICLONE })
  }
}
