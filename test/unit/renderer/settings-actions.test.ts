import { describe, expect, it } from 'vitest'
import { type Bridge, IpcError } from '../../../renderer/bridge/bridge.ts'
import { createActions } from '../../../renderer/stores/actions.ts'
import { applySnapshot, createHostStore } from '../../../renderer/stores/host-store.ts'
import { createViewStore } from '../../../renderer/stores/view-store.ts'
import { NOW, sampleSnapshot } from './samples.ts'

/** Commands over a host that answers with these settings, or fails. */
function setUp(answer: unknown) {
  const calls: (readonly [string, unknown])[] = []
  const shown: unknown[] = []
  const bridge: Bridge = {
    async call(name, input) {
      calls.push([name, input])
      if (answer instanceof Error) throw answer
      return answer as never // what the contract promises for the one request of the test
    },
    subscribe: () => () => undefined,
    onConnection: () => () => undefined,
  }
  const host = createHostStore()
  applySnapshot(host, sampleSnapshot(), { now: NOW, afterReconnect: true })
  const actions = createActions({
    bridge,
    host,
    view: createViewStore(),
    notices: {
      error: (error) => shown.push(error),
      done: (text) => shown.push(text),
      change: (work) => work(),
    },
    requestSnapshot: () => calls.push(['snapshot', null]),
  })
  return { actions, host, calls, shown }
}

const { settings } = sampleSnapshot()
const failure = new IpcError('storage', 'the disk is full')

describe('changing settings', () => {
  it('shows what the host made of it, and asks for a new snapshot', async () => {
    const { actions, host, calls } = setUp({ ...settings, proxy: 'socks5://127.0.0.1:9050' })
    await actions.setProxy(' socks5://127.0.0.1:9050/')
    expect(host.getState().snapshot?.settings.proxy).toBe('socks5://127.0.0.1:9050')
    expect(calls).toEqual([
      ['settings.setProxy', { url: ' socks5://127.0.0.1:9050/' }],
      ['snapshot', null],
    ])
  })

  it('sends no consent that was not given', async () => {
    const { actions, calls } = setUp(settings)
    await actions.setProviders([{ url: 'https://a.example', consent: false }])
    expect(calls[0]).toEqual([
      'settings.setProviders',
      { providers: [{ url: 'https://a.example', consent: false }] },
    ])
  })

  it('that fails leaves what is shown alone, and the form to tell of it', async () => {
    const { actions, host, calls, shown } = setUp(failure)
    await expect(actions.setPrivacy({ limit: 'own-node', groups: [] })).rejects.toBe(failure)
    expect(host.getState().snapshot?.settings).toEqual(settings)
    expect(calls.map(([name]) => name)).toEqual(['settings.setPrivacy'])
    expect(shown).toEqual([])
  })

  it('tells whether there was a certificate to forget', async () => {
    expect(await setUp({ forgotten: true }).actions.forgetPin('a.example:50002')).toBe(true)
    expect(await setUp({ forgotten: false }).actions.forgetPin('a.example:50002')).toBe(false)
  })

  it('hands a key over once and tells where it is kept', async () => {
    const { actions, calls } = setUp({ kept: 'encrypted' })
    expect(await actions.setProviderKey('a.example', 'the-key')).toBe('encrypted')
    expect(calls).toEqual([['provider.setKey', { id: 'a.example', key: 'the-key' }]])
  })
})
