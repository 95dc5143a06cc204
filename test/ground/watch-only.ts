/** A regtest node that is reached as a person with care reaches it: by a login that can only watch. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BitcoindBinary } from '../../electron/launch/get-bitcoind.ts'
import {
  type RegtestNode,
  type RegtestOptions,
  startRegtestNode,
} from '../../electron/launch/regtest-node.ts'
import { makeReadOnlyLogin } from '../../electron/sources/bitcoind/read-only-login.ts'

export interface WatchedNode {
  /** The node with its cookie, which may do everything. */
  readonly node: RegtestNode
  /** The same node for whoever only watches: what stands in for its cookie holds that login. */
  readonly watcher: Pick<RegtestNode, 'url' | 'cookieFile'>
}

/** Starts it with the lines that the app writes. */
export async function startWatchedNode(
  binary: BitcoindBinary,
  options: RegtestOptions = {},
): Promise<WatchedNode> {
  const { user, password, lines } = makeReadOnlyLogin('tidemark')
  const extraArgs = [...(options.extraArgs ?? []), ...lines.map((line) => `-${line}`)]
  const node = await startRegtestNode(binary, { ...options, extraArgs })
  const cookieFile = join(node.dir, 'watcher')
  await writeFile(cookieFile, `${user}:${password}`, { mode: 0o600 })
  return { node, watcher: { url: node.url, cookieFile } }
}
