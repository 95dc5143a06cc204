/** What the command palette offers: pages, actions, looks, groups and entries, each with what it does. */

import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import { LANGUAGES, THEMES, UNITS } from '../../shared/view.ts'
import type { AppServices } from '../app-context.ts'
import { t } from '../i18n/index.ts'
import { LANGUAGE_NAMES } from '../i18n/language.ts'
import { openPage } from '../stores/navigate.ts'
import { groupsShown } from '../stores/selectors.ts'
import { PAGES } from '../stores/view-store.ts'

/** A line of the palette. `more` is searched and shown beside the name. */
export interface Command {
  readonly id: string
  readonly name: string
  readonly more: string
  readonly run: () => void
}

/** Everything that can be done from here, the likeliest first. */
export function commandsOf(services: AppServices): readonly Command[] {
  return [
    ...pageCommands(services),
    ...actionCommands(services),
    ...lookCommands(services),
    ...groupCommands(services),
  ]
}

function pageCommands({ view }: AppServices): readonly Command[] {
  return PAGES.map((page, index) => ({
    id: `page:${page}`,
    name: t('commands.goTo', { page: t(`pages.${page}`) }),
    more: `Alt ${index + 1}`,
    run: () => openPage(view, page),
  }))
}

function actionCommands({ view, host, prefs, setPrefs, actions }: AppServices): readonly Command[] {
  const settings = host.getState().snapshot?.settings
  const hidden = prefs.getState().hideAmounts
  const offline = settings?.offline ?? false
  const mayGoOffline = settings?.writable === true && !settings.fixedByCommandLine.includes('offline')
  return [
    { id: 'refresh', name: t('commands.keys.refresh'), more: 'Ctrl R', run: () => void actions.refreshAll() },
    { id: 'add', name: t('add.title'), more: 'Ctrl N', run: () => view.setState({ dialog: 'add' }) },
    ...(view.getState().moment === null
      ? []
      : [{ id: 'now', name: t('moment.back'), more: '', run: () => view.setState({ moment: null }) }]),
    ...(['moment', 'statement', 'imports', 'exports'] as const).map((tool) => ({
      id: tool,
      name: t(`${tool}.title`),
      more: '',
      run: () => view.setState({ dialog: DIALOGS[tool] }),
    })),
    {
      id: 'backup',
      name: t('backups.make'),
      more: '',
      run: () => view.setState({ dialog: 'export', exportForm: 'backup' }),
    },
    {
      id: 'hide',
      name: hidden ? t('header.showAmounts') : t('header.hideAmounts'),
      more: 'Ctrl Shift H',
      run: () => setPrefs({ hideAmounts: !hidden }),
    },
    ...(mayGoOffline
      ? [
          {
            id: 'offline',
            name: offline ? t('commands.goOnline') : t('commands.goOffline'),
            more: '',
            run: () => void actions.setOffline(!offline),
          },
        ]
      : []),
    {
      id: 'keys',
      name: t('commands.shortcuts'),
      more: '?',
      run: () => view.setState({ dialog: 'shortcuts' }),
    },
  ]
}

const DIALOGS = { moment: 'moment', statement: 'statement', imports: 'import', exports: 'export' } as const

function lookCommands({ setPrefs }: AppServices): readonly Command[] {
  const look = (id: string, name: string, run: () => void): Command => ({ id, name, more: '', run })
  return [
    ...UNITS.map((unit) =>
      look(`unit:${unit}`, t('commands.useUnit', { unit: t(`settings.units.${unit}`) }), () =>
        setPrefs({ unit }),
      ),
    ),
    ...THEMES.map((theme) =>
      look(`theme:${theme}`, t('commands.useTheme', { theme: t(`settings.themes.${theme}`) }), () =>
        setPrefs({ theme }),
      ),
    ),
    ...LANGUAGES.map((language) =>
      look(`lang:${language}`, t('commands.useLanguage', { language: LANGUAGE_NAMES[language] }), () =>
        setPrefs({ language }),
      ),
    ),
  ]
}

function groupCommands({ view, host }: AppServices): readonly Command[] {
  const groups = groupsShown(host.getState().snapshot?.places ?? []).filter(({ name }) => name !== '')
  return groups.map(({ name }) => ({
    id: `group:${name}`,
    name: t('commands.showGroup', { name }),
    more: '',
    run: () => openPage(view, 'portfolio', { group: name, archived: false, text: '' }),
  }))
}

/** Opens an entry that was found by name or address. */
export function entryCommands({ view }: AppServices, rows: readonly PortfolioRow[]): readonly Command[] {
  return rows.map(({ watch }) => ({
    id: `entry:${watch.id}`,
    name: t('commands.showEntry', { name: watch.label === '' ? watch.text : watch.label }),
    more: watch.label === '' ? '' : watch.text,
    run: () =>
      openPage(view, 'portfolio', {
        group: null,
        archived: watch.archived,
        text: '',
        selected: watch.id,
        reveal: watch.id,
      }),
  }))
}
