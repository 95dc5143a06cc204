import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ChainHint } from '../../../electron/engine/ports.ts'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { freePort } from '../../../electron/launch/regtest-process.ts'
import { type Bitcoind, createBitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

describeWithBitcoind('hints of a bitcoind with ZMQ', (binary) => {
  let node: RegtestNode
  let bitcoind: Bitcoind
  let ports: readonly [number, number]

  beforeAll(async () => {
    ports = [await freePort(), await freePort()]
    node = await startRegtestNode(binary, {
      extraArgs: [`-zmqpubhashblock=tcp://127.0.0.1:${ports[0]}`, `-zmqpubhashtx=tcp://0.0.0.0:${ports[1]}`],
    })
    bitcoind = createBitcoind({
      url: node.url,
      auth: { kind: 'cookie', file: node.cookieFile },
      network: 'regtest',
      clock: Date,
    })
  })
  afterAll(async () => {
    await bitcoind.close()
    await node.stop()
  })

  it('come for blocks and transactions, and begin again after a restart with other publishers', async () => {
    const heard: ChainHint[] = []
    const stop = new AbortController()
    const listening = bitcoind.chain.hints?.((hint) => heard.push(hint), stop.signal)
    const count = (hint: ChainHint): number => heard.filter((one) => one === hint).length
    async function until(fits: () => boolean, work: () => Promise<unknown> = async () => undefined) {
      while (!fits()) {
        await work()
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    /** More than once where the first came before the node knew that it is listened to. */
    const mine = (): Promise<unknown> => node.mine(1)
    await until(() => count('lost') === 2) // both publishers are there
    await until(() => count('news') >= 4, mine) // blocks, and a transaction in each
    await node.restart([`-zmqpubsequence=tcp://127.0.0.1:${ports[0]}`])
    await until(() => count('lost') === 3) // one publisher: it tells of both
    const before = count('news')
    await until(() => count('news') > before, mine)
    stop.abort()
    await expect(listening).resolves.toBeUndefined()
  })
})
