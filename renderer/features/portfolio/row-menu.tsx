/** The menu of the picked rows, or the selected one: everything that can be done with them, with its key. */
import { Menu } from '@base-ui/react/menu'
import { useMemo } from 'react'
import { explorerLink } from '../../../shared/explorer.ts'
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import { type AppServices, useApp, usePrefs, useView } from '../../app-context.ts'
import { focusDrawn } from '../../components/focus-at-once.ts'
import { useRow } from '../../components/use-row.ts'
import { t } from '../../i18n/index.ts'
import { chosenIds, copyAmount, copyRows } from './copy-rows.ts'

/** Within the pane of its row. Opened by the other mouse button, the menu key or Shift+F10; closing it gives the focus back to the row. */
export function RowMenu() {
  const { view } = useApp()
  const place = useView((state) => state.rowMenu)
  const anchor = useMemo(
    () => ({ getBoundingClientRect: () => DOMRect.fromRect({ x: place?.x ?? 0, y: place?.y ?? 0 }) }),
    [place],
  )
  return (
    <Menu.Root open={place !== null} onOpenChange={(open) => !open && view.setState({ rowMenu: null })}>
      <Menu.Portal container={document.querySelector<HTMLElement>('main')}>
        <Menu.Positioner
          anchor={anchor}
          side="bottom"
          align="start"
          positionMethod="fixed"
          className="menu-place"
        >
          <Menu.Popup
            className="menu"
            aria-label={t('rowMenu.label')}
            ref={focusDrawn}
            finalFocus={() => focusAfter(view)}
          >
            <Items />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

/** The row, unless what was chosen takes the focus: a dialog, or the field for the name. */
function focusAfter(view: AppServices['view']): HTMLElement | null | false {
  const { renaming, dialog } = view.getState()
  if (renaming !== null || dialog !== 'none') return false
  return document.querySelector<HTMLElement>('tr[data-watch][tabindex="0"]')
}

function Items() {
  const services = useApp()
  const { view, actions } = services
  const picked = useView((state) => state.picked)
  const selected = useView((state) => state.selected)
  const [only] = picked
  const row = useRow(picked.size === 1 ? (only ?? null) : selected)
  if (row === undefined) return null
  const isArchived = row.watch.archived
  return (
    <>
      <Item name={t('rowMenu.copy')} keys="Ctrl C" onClick={() => void copyRows(services)} />
      {picked.size <= 1 && <OfOne row={row} services={services} />}
      <Menu.Separator className="menu-line" />
      <Item name={t('rowMenu.move')} onClick={() => view.setState({ dialog: 'move' })} />
      <Item
        name={isArchived ? t('pane.bringBack') : t('pane.archive')}
        onClick={() => void actions.archive(chosenIds(services), !isArchived)}
      />
      <Item name={t('rowMenu.remove')} keys="Del" onClick={() => view.setState({ dialog: 'remove' })} />
    </>
  )
}

/** A balance that is hidden cannot be copied either. */
function OfOne({
  row: { watch, reading },
  services,
}: {
  readonly row: PortfolioRow
  readonly services: AppServices
}) {
  const { view, actions } = services
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  const explorer = usePrefs((prefs) => prefs.explorer)
  const link = watch.kind === 'address' ? explorerLink(explorer, 'address', watch.text) : null
  const sats = reading.confirmed
  return (
    <>
      {sats !== null && !hidden && (
        <Item name={t('rowMenu.copyAmount')} onClick={() => void copyAmount(services, sats)} />
      )}
      <Menu.Separator className="menu-line" />
      <Item name={t('rowMenu.rename')} keys="F2" onClick={() => view.setState({ renaming: watch.id })} />
      <Item name={t('pane.refresh')} onClick={() => void actions.refreshOne(watch.id, watch.text)} />
      {link !== null && (
        <Menu.LinkItem
          className="menu-item"
          href={link}
          target="_blank"
          rel="noopener noreferrer"
          referrerPolicy="no-referrer"
          closeOnClick
        >
          {t('explorer.open', { host: explorer.replace(/^https?:\/\//, '') })}
        </Menu.LinkItem>
      )}
    </>
  )
}

function Item({
  name,
  keys,
  onClick,
}: {
  readonly name: string
  readonly keys?: string
  readonly onClick: () => void
}) {
  return (
    <Menu.Item className="menu-item" onClick={onClick}>
      <span>{name}</span>
      {keys !== undefined && (
        <span className="menu-keys" aria-hidden="true">
          {keys}
        </span>
      )}
    </Menu.Item>
  )
}
