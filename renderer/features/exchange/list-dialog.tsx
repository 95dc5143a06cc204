/** Saving a list as a table: exactly what it shows, in its order; the first rows can be looked at before. */
import { useState } from 'react'
import type { ListExportRequest, ListKnown, ListTable, ListWanted } from '../../../shared/ipc/lists.ts'
import { useApp, usePrefs, useSnapshot, useView } from '../../app-context.ts'
import { AsyncList } from '../../components/async-list.tsx'
import { DialogActions } from '../../components/forms/dialog-actions.tsx'
import { Form } from '../../components/forms/form.tsx'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { useSave } from '../../components/forms/use-save.ts'
import { Modal } from '../../components/modal.tsx'
import { saveFile } from '../../components/save-file.ts'
import { useFetched } from '../../components/use-fetched.ts'
import { ownZone } from '../../format/zoned.ts'
import { t } from '../../i18n/index.ts'
import { knownText } from '../../texts/known-text.ts'

/** Rows that are looked at. */
const SHOWN = 5

/** The dialog. Nobody is asked for anything; amounts that are hidden are hidden here, too. */
export function ListDialog() {
  const { view } = useApp()
  const list = useView((state) => state.list)
  const open = useView((state) => state.dialog === 'list')
  const close = (): void => view.setState({ dialog: 'none' })
  return (
    <Modal
      open={open && list !== null}
      onClose={close}
      title={t('lists.title')}
      text={t('lists.text')}
      fromTop
    >
      {list !== null && <ListForm list={list} onClose={close} />}
    </Modal>
  )
}

interface FormProps {
  readonly list: ListWanted
  readonly onClose: () => void
}

function ListForm({ list, onClose }: FormProps) {
  const { bridge, notices } = useApp()
  const network = useSnapshot((snapshot) => snapshot.network)
  const { currency, enabled } = useSnapshot(({ settings }) => settings.prices)
  const canPrice = enabled && !['outputs', 'unspent', 'moment'].includes(list.kind)
  const [prices, setPrices] = useState(false)
  const { state, run } = useSave()
  const request: ListExportRequest = {
    list,
    zone: ownZone(),
    ...(prices && canPrice ? { fiat: currency } : {}),
  }
  const looked = useFetched('lists.export', { ...request, limit: SHOWN })
  const save = (): void =>
    run(async (signal) => {
      const { text, rows } = await bridge.call('lists.export', request, { signal })
      saveFile(`tidemark-${network}-${list.kind}.csv`, 'text/csv', text)
      notices.done(t('lists.saved', { count: rows }))
      onClose()
    })
  return (
    <Form onSubmit={save}>
      <p className="form-note">{t(`lists.kinds.${list.kind}`)}</p>
      {canPrice && (
        <OptionLine
          type="checkbox"
          label={t('lists.prices')}
          hint={t('lists.pricesHint')}
          checked={prices}
          onChange={setPrices}
        />
      )}
      <AsyncList
        state={looked.state}
        retry={looked.retry}
        isEmpty={({ rows }) => rows === 0}
        empty={t('lists.empty')}
      >
        {({ table, more }) => <Preview table={table} more={more} />}
      </AsyncList>
      {looked.state.kind === 'ready' && <Known known={looked.state.value.known} />}
      <SaveNote state={state} done="" />
      <DialogActions onClose={onClose} sticky>
        <button type="submit" className="btn main" aria-disabled={state.kind === 'busy'}>
          {t('exports.save')}
        </button>
      </DialogActions>
    </Form>
  )
}

/** A file that is opened later says nothing of what it lacks: it is said before. */
function Known({ known }: { readonly known: ListKnown | null }) {
  const text = known === null ? '' : knownText(known)
  return text === '' ? null : (
    <p className="form-note" data-known>
      {text}
    </p>
  )
}

function Preview({ table, more }: { readonly table: ListTable; readonly more: boolean }) {
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  const { header, amounts, rows } = table
  const cellOf = (cell: string, place: number): string =>
    hidden && cell !== '' && amounts.includes(place) ? t('words.hidden') : cell
  return (
    <>
      {hidden && <p className="form-note">{t('lists.hidden')}</p>}
      <div className="sample" tabIndex={0} role="group" aria-label={t('imports.sample')}>
        <table className="plain mono" data-list-preview>
          <thead>
            <tr>
              {header.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // Rows of a sample have no other name than their place.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                {row.map((cell, place) => (
                  <td key={header[place]}>{cellOf(cell, place)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more && <p className="dim small">{t('lists.more', { count: rows.length })}</p>}
    </>
  )
}
