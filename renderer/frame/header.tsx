/** The head of the window: filter, offline switch, refresh, settings, add. */
import { Switch } from '@base-ui/react/switch'
import { useRef, useState } from 'react'
import { useApp, usePrefs, useSnapshot, useView } from '../app-context.ts'
import { NetworkBadge } from '../features/status/network-badge.tsx'
import { t } from '../i18n/index.ts'
import { openPage } from '../stores/navigate.ts'
import { SearchPanel } from './search-panel.tsx'

/** The filter's id: Ctrl+F goes there. */
export const FILTER_ID = 'filter'

/** The head of the window. */
export function Header() {
  const { view, actions } = useApp()
  const refreshing = useView((state) => state.refreshing !== null)
  return (
    <header className="header" aria-label={t('header.label')}>
      <h1 className="app-name">{t('app.name')}</h1>
      <NetworkBadge />
      <Filter />
      <span className="push" />
      <HideAmounts />
      <OfflineSwitch />
      <button
        type="button"
        className="btn steady"
        title={t('header.refreshHint')}
        aria-label={refreshing ? t('header.refreshing') : undefined}
        onClick={() => (refreshing ? actions.cancelRefresh() : void actions.refreshAll())}
      >
        <span className={refreshing ? 'unseen' : undefined}>{t('header.refresh')}</span>
        {refreshing && <span>{t('header.stop')}</span>}
      </button>
      <button
        type="button"
        className="btn main"
        title={t('header.addHint')}
        onClick={() => view.setState({ dialog: 'add' })}
      >
        {t('header.add')}
      </button>
    </header>
  )
}

function Filter() {
  const { view } = useApp()
  const text = useView((state) => state.text)
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLElement>(null)
  const close = (): void => setOpen(false)
  return (
    <search
      className="filter"
      ref={box}
      onFocus={() => setOpen(true)}
      onBlur={(event) => !box.current?.contains(event.relatedTarget) && close()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        document.getElementById(FILTER_ID)?.focus()
        if (!(event.target instanceof HTMLInputElement) || text === '') return
        view.setState({ text: '' })
      }}
    >
      <input
        id={FILTER_ID}
        type="text"
        aria-label={t('header.filter')}
        placeholder={t('header.filter')}
        value={text}
        onChange={(event) => {
          setOpen(true)
          openPage(view, 'portfolio', { text: event.target.value })
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') box.current?.querySelector<HTMLElement>('button')?.focus()
        }}
        spellCheck={false}
        autoComplete="off"
      />
      <kbd aria-hidden="true">Ctrl F</kbd>
      {open && <SearchPanel text={text} onDone={close} />}
    </search>
  )
}

function HideAmounts() {
  const { setPrefs } = useApp()
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  return (
    <button
      type="button"
      className="btn"
      title={t('header.hideHint')}
      onClick={() => setPrefs({ hideAmounts: !hidden })}
    >
      {hidden ? t('header.showAmounts') : t('header.hideAmounts')}
    </button>
  )
}

function OfflineSwitch() {
  const { actions } = useApp()
  const { offline, writable, fixedByCommandLine } = useSnapshot(({ settings }) => settings)
  const fixed = fixedByCommandLine.includes('offline')
  const hint = fixed ? t('header.offlineFixed') : writable ? undefined : t('header.offlineReadOnly')
  return (
    <label className="switch-label" title={hint}>
      <Switch.Root
        className="switch"
        checked={offline}
        disabled={hint !== undefined}
        onCheckedChange={(checked) => void actions.setOffline(checked)}
      >
        <Switch.Thumb className="thumb" />
      </Switch.Root>
      {t('header.offline')}
    </label>
  )
}
