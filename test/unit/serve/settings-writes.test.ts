import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Server, startServer } from '../../../electron/serve.ts'
import type { RequestName } from '../../../shared/ipc/contract.ts'
import { REQUEST_NAMES, SAMPLE_INPUTS } from '../../fakes/contract-samples.ts'
import { type LedgerGround, openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { nextMessage, openSession, rendererFolder } from './running-server.ts'

/** What changes who is asked, with which login, and what is made of it. */
const WRITES: readonly RequestName[] = REQUEST_NAMES.filter((name) =>
  /^settings\.set|^provider\.setKey$|^node\.login$|^data\.wipe$|^notices\.(set|new|test)|^prices\.(set|configure)/.test(
    name,
  ),
)

describe('a served app whose start did not ask for settings to be changed', () => {
  let ledger: LedgerGround
  let server: Server
  let folder: string

  beforeAll(async () => {
    folder = await temporaryFolder()
    ledger = await openLedger(null, folder, {
      settingsWritable: false,
      offline: true,
      providers: ['http://127.0.0.1:1'],
    })
    server = await startServer(ledger.host, { rendererDir: await rendererFolder() })
  })
  afterAll(async () => {
    await server.close()
    await ledger.close()
    await removeFolder(folder)
  })

  it('has all settings to try it on', () => {
    expect(WRITES).toEqual(
      expect.arrayContaining(['settings.setNode', 'settings.setProxy', 'node.login', 'data.wipe']),
    )
    expect(WRITES.length).toBeGreaterThanOrEqual(13)
  })

  it('refuses every change of them as forbidden', async () => {
    const socket = await openSession(server)
    const { providers } = await ledger.call('settings.get', {})
    const inputs = { ...SAMPLE_INPUTS, 'provider.setKey': { id: providers[0]?.id, key: 'a key' } }
    const codes = new Map<string, string>()
    for (const name of WRITES) {
      socket.send(JSON.stringify({ kind: 'call', id: name, name, input: inputs[name] }))
      const { result } = (await nextMessage(socket)) as Reply
      codes.set(name, result.error?.code ?? 'done')
    }
    expect(Object.fromEntries(codes)).toEqual(Object.fromEntries(WRITES.map((name) => [name, 'forbidden'])))
  })
})

interface Reply {
  readonly result: { readonly error?: { readonly code: string } }
}
