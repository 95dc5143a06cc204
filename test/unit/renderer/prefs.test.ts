import { describe, expect, it } from 'vitest'
import type { Bridge, ConnectionState } from '../../../renderer/bridge/bridge.ts'
import { createPrefsStore, linkPrefs } from '../../../renderer/stores/prefs-store.ts'
import { DEFAULT_VIEW, type ViewSettings } from '../../../shared/view.ts'

/** A browser's storage in memory. */
function keeper(first?: string) {
  const kept = new Map<string, string>(first === undefined ? [] : [['tidemark.view', first]])
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
}

/** A host that keeps the choices, or fails. */
function hostWith(view: ViewSettings, failure?: Error) {
  const sent: unknown[] = []
  let listener: (state: ConnectionState) => void = () => undefined
  const bridge: Bridge = {
    async call(name, input) {
      if (name === 'view.set') sent.push(input)
      if (failure) throw failure
      return (name === 'view.get' ? view : input) as never // what the contract promises
    },
    subscribe: () => () => undefined,
    onConnection: (next) => {
      listener = next
      return () => undefined
    },
  }
  return { bridge, sent, connect: () => listener('connected') }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

describe('what a person chose about looks', () => {
  it('is shown from this browser’s copy at once, and then as the host keeps it', async () => {
    const store = createPrefsStore(keeper('{"theme":"dark","unit":"sats","language":"tlh"}'))
    expect(store.getState()).toEqual({ ...DEFAULT_VIEW, theme: 'dark', unit: 'sats' })
    const host = hostWith({ ...DEFAULT_VIEW, hideAmounts: true })
    linkPrefs(host.bridge, store, () => undefined)
    host.connect()
    await settled()
    expect(store.getState()).toEqual({ ...DEFAULT_VIEW, hideAmounts: true })
  })

  it('is handed to the host as a whole with every change, and copied', async () => {
    const copy = keeper()
    const store = createPrefsStore(copy)
    const host = hostWith(DEFAULT_VIEW)
    const set = linkPrefs(host.bridge, store, () => undefined)
    set({ unit: 'bitcoin' })
    expect(host.sent).toEqual([{ ...DEFAULT_VIEW, unit: 'bitcoin' }])
    expect(createPrefsStore(copy).getState().unit).toBe('bitcoin')
  })

  it('is not overtaken by the host’s older choice', async () => {
    const store = createPrefsStore(keeper())
    const host = hostWith(DEFAULT_VIEW)
    const set = linkPrefs(host.bridge, store, () => undefined)
    host.connect()
    set({ theme: 'light' })
    await settled()
    expect(store.getState().theme).toBe('light')
  })

  it('stays on the screen when the host cannot keep it, which is told', async () => {
    const told: unknown[] = []
    const failure = new Error('the disk is full')
    const store = createPrefsStore(keeper())
    const set = linkPrefs(hostWith(DEFAULT_VIEW, failure).bridge, store, (error) => told.push(error))
    set({ hideAmounts: true })
    await settled()
    expect(store.getState().hideAmounts).toBe(true)
    expect(told).toEqual([failure])
  })

  it('works with a browser that keeps nothing', () => {
    const off = (): never => {
      throw new Error('storage is off')
    }
    const store = createPrefsStore({ getItem: off, setItem: off })
    store.setState({ theme: 'dark' })
    expect(store.getState()).toEqual({ ...DEFAULT_VIEW, theme: 'dark' })
  })
})
