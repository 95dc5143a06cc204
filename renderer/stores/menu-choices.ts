/** What each entry of the native menu does in the window. */
import { assertNever } from '../../shared/assert-never.ts'
import type { MenuTarget } from '../../shared/ipc/contract.ts'
import type { Actions } from './actions.ts'
import { openPage } from './navigate.ts'
import type { DialogQueue } from './open-dialog.ts'
import type { PrefsStore, SetView } from './prefs-store.ts'
import type { ViewStore } from './view-store.ts'

interface MenuParts {
  readonly view: ViewStore
  readonly dialogs: Pick<DialogQueue, 'ask'>
  readonly prefs: PrefsStore
  readonly setPrefs: SetView
  readonly actions: Pick<Actions, 'refreshAll'>
}

/** Dialogs open over what is shown, after the one that is open; pages warn before something unsaved is left. */
export function chooseInMenu(
  target: MenuTarget,
  { view, dialogs, prefs, setPrefs, actions }: MenuParts,
): void {
  switch (target) {
    case 'settings':
    case 'about':
      return openPage(view, 'settings')
    case 'notices':
      return openPage(view, 'activity')
    case 'refresh':
      return void actions.refreshAll()
    case 'hide':
      return setPrefs({ hideAmounts: !prefs.getState().hideAmounts })
    case 'unit_btc':
      return setPrefs({ unit: 'btc' })
    case 'unit_sats':
      return setPrefs({ unit: 'sats' })
    case 'unit_bitcoin':
      return setPrefs({ unit: 'bitcoin' })
    case 'theme_system':
      return setPrefs({ theme: 'system' })
    case 'theme_light':
      return setPrefs({ theme: 'light' })
    case 'theme_dark':
      return setPrefs({ theme: 'dark' })
    case 'backup':
      return dialogs.ask('export', () => view.setState({ dialog: 'export', exportForm: 'backup' }))
    case 'add':
    case 'import':
    case 'export':
    case 'moment':
    case 'statement':
    case 'palette':
    case 'shortcuts':
      return dialogs.ask(target, () => view.setState({ dialog: target }))
    default:
      return assertNever(target)
  }
}
