import { describe, expect, it, onTestFinished } from 'vitest'
import { NodeError } from '../../../electron/engine/node-error.ts'
import type { ChainSource, ScanStore } from '../../../electron/engine/ports.ts'
import { createScanner } from '../../../electron/engine/scanner.ts'
import { takeSnapshot } from '../../../electron/engine/snapshot-job.ts'
import { openStore } from '../../../electron/store/open-store.ts'
import { HandChain, payTx } from '../../fakes/hand-chain.ts'
import { handSource } from '../../fakes/hand-chain-source.ts'
import { inWords } from '../../fakes/in-words.ts'
import { tempDir } from '../store/world.ts'

const SCRIPT = `0014${'11'.repeat(20)}`
const NEVER = new AbortController().signal

/** A scanner at the tip of a short chain, with its source and its store changed. */
async function following(
  change: (chain: ChainSource, store: ScanStore) => { chain: ChainSource; store: ScanStore },
) {
  const chain = new HandChain()
  chain.mineTo(5)
  const [root, file] = [tempDir(), 'ledger.sqlite']
  const store = openStore({ root, network: 'regtest', access: 'own', purpose: 'a test', file, clock: Date })
  onTestFinished(() => store.close())
  await store.portfolio.add([
    { text: 'raw', scriptPubKey: Buffer.from(SCRIPT, 'hex'), scriptType: 'witness' },
  ])
  const source = handSource(chain)
  const job = { network: 'regtest', ...source, store: store.scan, clock: Date } as const
  await takeSnapshot({ ...job, onProgress: () => undefined }, NEVER)
  const scanner = createScanner({ ...change(source.chain, store.scan), clock: Date })
  return { chain, store, step: (limit: number) => scanner.syncOnce(limit, NEVER) }
}

describe('a step of the scanner', () => {
  it('asks for the hashes while it loads what is watched', async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
    const { chain, step } = await following((source, store) => ({
      chain: { ...source, hashesFrom: (...wanted) => (ask(), source.hashesFrom(...wanted)) },
      store: { ...store, watchSet: () => asked.then(() => store.watchSet()) },
    }))
    chain.mine()
    expect(await step(10)).toMatchObject({ kind: 'advanced', blocks: 1 })
  })

  it('ends only with what it was loading where the node fails: that would come in the place of what the next one has', async () => {
    const { promise: late, resolve: come } = Promise.withResolvers<void>()
    let fails = true
    const { chain, store, step } = await following((source, own) => ({
      chain: {
        ...source,
        hashesFrom: (...wanted) =>
          fails
            ? Promise.reject(new NodeError('unreachable', inWords('gone')))
            : source.hashesFrom(...wanted),
      },
      store: { ...own, watchSet: () => (fails ? late.then(() => own.watchSet()) : own.watchSet()) },
    }))
    const paid = payTx([{ script: SCRIPT, value: 7 }])
    chain.mine([paid])
    chain.mine([payTx([{ script: '6a', value: 0 }], [{ txid: paid.txid, vout: 0 }])])
    let ended = false
    const failing = step(1).finally(() => {
      ended = true
    })
    failing.catch(() => undefined) // looked at below
    await new Promise((resume) => setTimeout(resume, 50))
    expect(ended).toBe(false)
    come()
    await expect(failing).rejects.toThrow('gone')
    fails = false
    expect(await step(1)).toMatchObject({ kind: 'advanced', changed: true })
    expect(await step(1)).toMatchObject({ kind: 'advanced', changed: true })
    expect(store.models.allUnspent()).toEqual([])
  })
})
