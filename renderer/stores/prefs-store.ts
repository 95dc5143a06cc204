/**
 * How things are shown: language, theme, unit, hidden amounts. The host keeps them; this browser keeps a copy, so that
 * the first drawing is right before the host was heard.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { explorerOf } from '../../shared/explorer.ts'
import { DEFAULT_VIEW, LANGUAGE_CHOICES, THEMES, UNITS, type ViewSettings } from '../../shared/view.ts'
import type { Bridge } from '../bridge/bridge.ts'

/** Usable without React, as in tests. */
export type PrefsStore = StoreApi<ViewSettings>

/** Where the copy is kept: the browser's storage, which may be off. */
export interface CopyKeeper {
  readonly getItem: (key: string) => string | null
  readonly setItem: (key: string, value: string) => void
}

const KEY = 'tidemark.view'

/** The choices as this browser last knew them. */
export function createPrefsStore(copy: CopyKeeper): PrefsStore {
  const store = createStore<ViewSettings>(() => storedCopy(copy))
  store.subscribe((view) => {
    try {
      copy.setItem(KEY, JSON.stringify(view))
    } catch {
      return // storage is switched off: the host keeps them all the same
    }
  })
  return store
}

function storedCopy(copy: CopyKeeper): ViewSettings {
  try {
    return knownChoices(JSON.parse(copy.getItem(KEY) ?? '{}'))
  } catch {
    return DEFAULT_VIEW // storage is switched off, or holds something else
  }
}

/** Whatever is a choice of today; the default for the rest. */
function knownChoices(stored: Partial<Record<keyof ViewSettings, unknown>>): ViewSettings {
  const one = <T>(all: readonly T[], value: unknown, normal: T): T =>
    all.find((each) => each === value) ?? normal
  return {
    language: one(LANGUAGE_CHOICES, stored.language, DEFAULT_VIEW.language),
    theme: one(THEMES, stored.theme, DEFAULT_VIEW.theme),
    unit: one(UNITS, stored.unit, DEFAULT_VIEW.unit),
    hideAmounts: stored.hideAmounts === true,
    explorer: typeof stored.explorer === 'string' ? (explorerOf(stored.explorer) ?? '') : '',
  }
}

/** Changes some of the choices. */
export type SetView = (change: Partial<ViewSettings>) => void

/**
 * Takes the host's choices over once it is heard, unless the person chose meanwhile, and hands it every change.
 * A change that the host cannot keep is told and stays on the screen.
 */
export function linkPrefs(bridge: Bridge, store: PrefsStore, onError: (error: unknown) => void): SetView {
  let chosen = false
  let heard = false
  let waiting = 0
  const takeOver = async (): Promise<void> => {
    try {
      const view = await bridge.call('view.get', {})
      if (!chosen) store.setState(view)
    } catch {
      heard = false // asked again when the connection is back; the copy is shown until then
    }
  }
  bridge.onConnection((state) => {
    if (state !== 'connected' || heard) return
    heard = true
    void takeOver()
  })
  bridge.subscribe((event) => {
    // While a change of this window is on its way, an older one that comes back must not undo it.
    if (event.name === 'view.changed' && waiting === 0) store.setState(event.payload.view)
  })
  return (change) => {
    chosen = true
    store.setState(change)
    waiting += 1
    bridge
      .call('view.set', store.getState())
      .catch(onError)
      .finally(() => {
        waiting -= 1
      })
  }
}
