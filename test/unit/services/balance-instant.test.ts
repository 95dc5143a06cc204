import { basename } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createBalanceService } from '../../../electron/services/balance-service.ts'
import { openStoreBeside } from '../../../electron/store/open-store.ts'
import { connect } from '../../../electron/store/sqlite.ts'
import { ACCOUNT, scriptAt } from '../store/children/large-account.ts'
import { coin, openWorld, testChain } from '../store/world.ts'

const chain = testChain()

it('an account and an address are read from one state of the ledger, so that a coin that moves is counted once', async () => {
  const world = openWorld()
  const account = (await world.portfolio.add([{ ...ACCOUNT, gapLimit: 1, lookahead: 1 }])).added[0]?.id ?? -1
  const [short] = await world.growth.shortChains()
  await world.growth.extendChain(short?.id ?? -1, [scriptAt(0)])
  const [a = -1] = world.portfolio.scriptIdsOf([account])
  const [b = -1] = await world.watch(1)
  await world.snapshot(chain, 100, [a, b], [coin('funds', a, 1_000, 90)])

  const beside = openStoreBeside(world.dataDir, basename(world.file), world.clock)
  const writer = connect(world.file, { readOnly: false, waitMs: 0 })
  onTestFinished(() => {
    beside.close()
    writer.close()
  })
  const { models, sources, portfolio } = beside
  const balances = createBalanceService({
    network: 'regtest',
    clock: world.clock,
    models: {
      ...models,
      accounts: () => {
        const read = models.accounts()
        // As a block that another process reads.
        writer.exec(`BEGIN; UPDATE output SET script = ${b} WHERE script = ${a};
          UPDATE scan_state SET revision = revision + 1, watch_version = watch_version + 1; COMMIT`)
        return read
      },
    },
    sources,
    inGap: (id) => portfolio.scriptsInGap([id]),
    node: { tip: () => null, answers: () => false, reasons: () => [] },
    providers: null,
    settings: () => ({ staleAfterBlocks: 1_000, offline: true, pool: { cacheTtlS: null } }),
  })
  const entries = [
    { accountId: account, address: 'large', short: false },
    { scriptId: b, address: 'address 1' },
  ]
  expect(balances.read(entries).total.confirmed).toBe(1_000)
  expect(balances.readings(entries).map(({ confirmed }) => confirmed)).toEqual([0, 1_000])
})
