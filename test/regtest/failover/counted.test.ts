import { expect, it } from 'vitest'
import { startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { startEsploraServer } from '../../fakes/esplora-server.ts'
import { openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

describeWithBitcoind('what is counted of providers', (binary) => {
  it('says who was asked, in which protocol, how it failed, and until when it is left alone', async () => {
    const node = await startRegtestNode(binary)
    const server = await startEsploraServer({ rpc: (method, params) => node.rpc(method, params) })
    const folder = await temporaryFolder()
    const app = await openLedger(null, folder, { providers: [server.url] })
    const metrics = async (): Promise<string> => (await app.host.metrics?.text()) ?? ''
    const health = async () => (await app.call('status.get', {})).providers[0]?.health
    try {
      await node.mine(3)
      const test = await app.call('provider.test', { url: server.url })
      expect(test.family).toBe('esplora')
      expect(test.steps.map(({ step, ok }) => `${step} ${ok}`)).toEqual(
        ['url', 'dns', 'tcp', 'protocol', 'network', 'tip', 'limits', 'latency'].map(
          (step) => `${step} true`,
        ),
      )
      const wrong = await app.call('provider.test', { url: 'http://127.0.0.1:1' })
      expect(wrong).toMatchObject({
        family: null,
        steps: [{ ok: true }, { ok: true }, { step: 'tcp', ok: false }],
      })
      await app.add('bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080')
      expect(await health()).toMatchObject({ p50Ms: null, skipped: null })
      expect((await app.balance(true)).readings[0]).toMatchObject({ kind: 'known', confirmed: 0 })
      expect(await health()).toMatchObject({ family: 'esplora', budgetLeft: null, skipped: null })
      expect((await health())?.p50Ms).toBeGreaterThan(0)
      const label = `provider="127.0.0.1:${server.port}`
      expect(await metrics()).toMatch(new RegExp(`tidemark_provider_calls_total\\{${label}[^}]*\\} [1-9]`))
      expect(await metrics()).not.toContain('tidemark_provider_errors_total{')

      await server.close()
      expect((await app.balance(true)).readings[0]).toMatchObject({ kind: 'stale', confirmed: 0 })
      expect(await metrics()).toMatch(
        /tidemark_provider_errors_total\{[^}]*problem="unreachable"[^}]*\} [1-9]/,
      )
      expect((await health())?.skipped).toMatchObject({ reason: 'failing' })
    } finally {
      await app.close()
      await node.stop()
      await removeFolder(folder)
    }
  })
})
