import { expect, it } from 'vitest'
import { NodeError } from '../../../electron/engine/node-error.ts'
import { NOBODYS_ADDRESS, type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { type Bitcoind, createBitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import type { BlockHash } from '../../../shared/chain.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const forever = new AbortController().signal

function connect(node: RegtestNode): Bitcoind {
  const auth = { kind: 'cookie', file: node.cookieFile } as const
  return createBitcoind({ url: node.url, auth, network: 'regtest', clock: Date })
}

async function hexOf(own: Bitcoind, hashes: readonly BlockHash[]): Promise<string[]> {
  const all: string[] = []
  for await (const { hash, bytes } of own.chain.blocks(hashes, forever)) {
    expect(hash).toBe(hashes[all.length])
    all.push(Buffer.from(bytes).toString('hex'))
  }
  return all
}

describeWithBitcoind('a stream of blocks', (binary) => {
  it('has the bytes that getblock has, small blocks and large ones, with REST and without it', async () => {
    const node = await startRegtestNode(binary)
    await node.mine(130)
    const wallet = await node.wallet('blocks')
    await node.mine(101, await wallet.newAddress())
    const large = `raw(6a${'51'.repeat(9_000)})` // some kilobytes a block, and small ones again behind them
    await node.rpc('generatetodescriptor', [60, large])
    await wallet.send(NOBODYS_ADDRESS, 1_234)
    await node.mine(100)
    const own = connect(node)
    const hashes = await own.chain.hashesFrom(0, 1_000, forever)
    expect(hashes).toHaveLength(392)
    const expected: string[] = []
    for (const hash of hashes) expected.push(await node.rpc<string>('getblock', [hash, 0]))
    expect((await hexOf(own, hashes)).every((hex, index) => hex === expected[index])).toBe(true)
    await node.restart(['-rest=0'])
    const again = await hexOf(own, hashes)
    expect(again.length === 392 && again.every((hex, index) => hex === expected[index])).toBe(true)
    await own.close()
    await node.stop()
  })

  it('begins anew after the node was restarted, and can be stopped and cancelled', async () => {
    const node = await startRegtestNode(binary)
    await node.mine(200)
    const own = connect(node)
    const hashes = await own.chain.hashesFrom(1, 200, forever)
    for await (const { hash } of own.chain.blocks(hashes, forever)) if (hash === hashes[60]) break
    await node.restart()
    expect(await hexOf(own, hashes)).toHaveLength(200)
    const cancel = new AbortController()
    const reading = (async () => {
      for await (const { hash } of own.chain.blocks(hashes, cancel.signal))
        if (hash === hashes[100]) cancel.abort(new Error('quit'))
    })()
    await expect(reading).rejects.toThrow('quit')
    await own.close()
    await node.stop()
  })

  it('ends with the first block that is pruned, and gives those before it', async () => {
    const node = await startRegtestNode(binary, { prune: true })
    await node.mine(1_000)
    await node.rpc('pruneblockchain', [600])
    const own = connect(node)
    const { pruneHeight } = await own.chain.view(forever)
    const kept = await own.chain.hashesFrom(pruneHeight ?? 0, 100, forever)
    const [gone] = await own.chain.hashesFrom((pruneHeight ?? 0) - 1, 1, forever)
    if (gone === undefined) throw new Error('nothing was pruned')
    let seen = 0
    const reading = (async () => {
      for await (const _ of own.chain.blocks([...kept, gone, ...kept], forever)) seen += 1
    })()
    const error = await reading.then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(error instanceof NodeError && error.problem).toBe('pruned')
    expect(seen).toBe(100)
    await own.close()
    await node.stop()
  })
})
