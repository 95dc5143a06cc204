import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { INTERRUPTED } from '../../../electron/cli/exit-code.ts'
import { CLI } from '../../ground/cli-ground.ts'
import { temporaryFolder } from '../../ground/ledger-ground.ts'
import { createChance } from '../../ground/provider-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { seedOf } from '../../ground/seed.ts'
import { trendOf } from '../../soak/samples.ts'
import { soak } from '../../soak/soak.ts'

describeWithBitcoind('the app left running as a service', (binary) => {
  it.skipIf(process.platform !== 'linux')(
    'has the node’s coins over blocks, reorganisations and a restart, and ends cleanly',
    async () => {
      const outDir = await temporaryFolder()
      onTestFinished(() => rm(outDir, { recursive: true, force: true }))
      await mkdir(join(outDir, 'renderer'))
      await writeFile(join(outDir, 'renderer', 'index.html'), '<!doctype html>page')
      const chance = createChance(seedOf('soak'))
      console.info(`seed of the soak: ${chance.seed}`)
      const ran = await soak(binary, {
        program: CLI,
        outDir,
        chance,
        forMs: 5_000,
        minBlocks: 10,
        addresses: 40,
        blockMs: 150,
        reorgEvery: 5,
        restartMs: 2_500,
        compareEvery: 10,
        log: () => undefined,
      })
      expect(ran).toMatchObject({ wrongCoins: 0, exitCode: INTERRUPTED.SIGTERM })
      expect(ran.reorgs).toBeGreaterThan(0)
      expect(ran.restarts).toBeGreaterThan(0)
      expect(ran.compared).toBeGreaterThan(1)
      for (const figure of ['memoryMb', 'descriptors'] as const)
        expect(trendOf(ran.samples, figure).least, figure).toBeGreaterThan(0)
    },
  )
})
