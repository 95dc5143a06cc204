import { expect, it } from 'vitest'
import { startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { createChance } from '../../ground/provider-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { seedOf } from '../../ground/seed.ts'
import { type CaseLedger, openBank, openCaseLedger } from './case-ground.ts'
import { RandomChain } from './random-chain.ts'

const SCRIPTS = 10_000
const BLOCKS = 300

describeWithBitcoind(`a random chain of ${BLOCKS} blocks`, (binary) => {
  it(`case 20: the unspent outputs of ${SCRIPTS} scripts are those of scantxoutset at the same block`, async () => {
    const chance = createChance(seedOf('case 20'))
    console.info(`seed of the random chain: ${chance.seed}`)
    const node = await startRegtestNode(binary, { extraArgs: ['-acceptnonstdtxn=1'] })
    let ledger: CaseLedger | null = null
    try {
      const chain = new RandomChain(node, chance, await openBank(node), SCRIPTS)
      ledger = await openCaseLedger(node)
      const part = SCRIPTS / 4
      await ledger.watch(...chain.scripts.slice(0, part))
      let coins = await ledger.same()
      for (let block = 1; block <= BLOCKS; block++) {
        await chain.block()
        if (chance.once(4)) await ledger.toTip()
        if (block % 70 === 0 && block < BLOCKS)
          await ledger.watch(...chain.scripts.slice((block / 70) * part, (block / 70 + 1) * part))
        if (block % 60 === 0) coins = await ledger.same()
      }
      console.info(`${coins} coins; ${JSON.stringify(chain.tally)}`)
      expect(ledger.engine.store.portfolio.count()).toBe(SCRIPTS)
      expect(coins).toBeGreaterThan(2_000)
      for (const key of ['paid', 'spent', 'unconfirmedSpent', 'replaced', 'mined', 'reorganised'] as const)
        expect(chain.tally[key], key).toBeGreaterThan(4)
    } finally {
      await ledger?.close()
      await node.stop()
    }
  })
})
