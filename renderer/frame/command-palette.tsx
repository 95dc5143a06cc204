/** Ctrl+K: type what is wanted, and do it. */
import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { useMemo, useRef, useState } from 'react'
import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import { useApp, useView } from '../app-context.ts'
import { deafWhileClosing } from '../components/deaf-while-closing.ts'
import { focusFirst } from '../components/focus-at-once.ts'
import { useFetched } from '../components/use-fetched.ts'
import { t, useLanguage } from '../i18n/index.ts'
import { type Command, commandsOf, entryCommands } from './commands.ts'

/** Offered at once; typing narrows it. */
const SHOWN = 40

/** The dialog; the first match is taken by Enter. */
export function CommandPalette() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'palette')
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && view.setState({ dialog: 'none' })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          className="modal palette"
          aria-label={t('commands.palette')}
          ref={popup}
          initialFocus={() => focusFirst(popup.current)}
          {...deafWhileClosing(open)}
        >
          <Palette />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Palette() {
  const services = useApp()
  const language = useLanguage()
  // oxlint-disable-next-line react/exhaustive-deps -- the names are those of the language that is shown
  const all = useMemo(() => commandsOf(services), [services, language])
  const [text, setText] = useState('')
  const entries = useEntries(text)
  const shown = useMemo(() => [...matching(all, text), ...entries].slice(0, SHOWN), [all, text, entries])
  const run = (command: Command): void => {
    services.view.setState({ dialog: 'none' })
    command.run()
  }
  return (
    <Autocomplete.Root
      inline
      open
      items={shown}
      filter={null}
      autoHighlight="always"
      keepHighlight
      value={text}
      onValueChange={setText}
      itemToStringValue={({ name }: Command) => name}
    >
      <Autocomplete.Input
        className="palette-input"
        placeholder={t('commands.search')}
        aria-label={t('commands.search')}
      />
      <Autocomplete.Empty className="palette-empty">{t('commands.none')}</Autocomplete.Empty>
      <Autocomplete.List className="palette-list">
        {(command: Command) => (
          <Autocomplete.Item
            key={command.id}
            value={command}
            className="palette-item"
            onClick={() => run(command)}
          >
            <span>{command.name}</span>
            <span className="mono dim">{command.more}</span>
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  )
}

/** Entries whose name, address or portfolio holds the text: those in sight, however many there are. */
function useEntries(text: string): readonly Command[] {
  const services = useApp()
  const wanted = text.trim().slice(0, 500)
  const of = { group: null, archived: false, text: wanted, sort: null }
  const { state } = useFetched('portfolio.page', wanted === '' ? null : { of, from: 0, limit: SHOWN })
  const rows = state.kind === 'ready' && wanted !== '' ? state.value.rows : NO_ROWS
  return useMemo(() => entryCommands(services, rows), [services, rows])
}

const NO_ROWS: readonly PortfolioRow[] = []

/** All words of the text somewhere in the name or beside it. */
function matching(all: readonly Command[], text: string): readonly Command[] {
  const words = text.trim().toLowerCase().split(/\s+/)
  const found = all.filter(({ name, more }) => {
    const where = `${name} ${more}`.toLowerCase()
    return words.every((word) => where.includes(word))
  })
  return found.slice(0, SHOWN)
}
