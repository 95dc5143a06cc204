/** Making a statement of a period: what it is about, a preview, the file. */

import { useState } from 'react'
import type { RequestOutput } from '../../../shared/ipc/contract.ts'
import type { Scope } from '../../../shared/ipc/time.ts'
import { useApp, useSnapshot, useView } from '../../app-context.ts'
import { DayField } from '../../components/forms/day-field.tsx'
import { DialogActions } from '../../components/forms/dialog-actions.tsx'
import { Form } from '../../components/forms/form.tsx'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { Refusal, useSave } from '../../components/forms/use-save.ts'
import { Modal } from '../../components/modal.tsx'
import { saveFile } from '../../components/save-file.ts'
import { ownZone } from '../../format/zoned.ts'
import { t } from '../../i18n/index.ts'
import { firstPeriod, type StatementFields, statementName, statementRequestOf } from './statement-period.ts'
import { StatementPreview } from './statement-preview.tsx'
import { ZoneList } from './zone-list.tsx'

/** The dialog. Nothing is asked of anybody but the own data and node. */
export function StatementDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'statement')
  const close = (): void => view.setState({ dialog: 'none' })
  return (
    <Modal open={open} onClose={close} title={t('statement.title')} text={t('statement.text')} fromTop>
      <StatementForm onClose={close} />
    </Modal>
  )
}

type Made = RequestOutput<'statement.make'>

function StatementForm({ onClose }: { readonly onClose: () => void }) {
  const { bridge, view, notices } = useApp()
  const [fields, setFields] = useState(() => firstPeriod(view.getState().moment, Date.now(), ownZone()))
  const [last, setLast] = useState<{ readonly fields: StatementFields; readonly made: Made } | null>(null)
  // What was asked for before the fields were changed is of another period.
  const made = last?.fields === fields ? last.made : null
  const { currency, enabled } = useSnapshot(({ settings }) => settings.prices)
  const [withWorth, setWithWorth] = useState(false)
  const { state, run } = useSave()
  const { name, of } = useScope()
  const patch = (change: Partial<StatementFields>): void => {
    setFields((before) => ({ ...before, ...change }))
  }
  const make = async (signal: AbortSignal): Promise<Made> => {
    const request = statementRequestOf(fields, of, Date.now())
    if (request === null) throw new Refusal(t('statement.badPeriod'))
    const priced = withWorth && enabled ? { ...request, fiat: currency } : request
    const statement = await bridge.call('statement.make', priced, { signal })
    setLast({ fields, made: statement })
    return statement
  }
  const save = (): void =>
    run(async (signal) => {
      const { text } = made ?? (await make(signal))
      saveFile(statementName(fields), fields.format === 'csv' ? 'text/csv' : 'application/json', text)
      notices.done(t('statement.saved'))
    })
  return (
    <Form onSubmit={() => run(make)}>
      <p className="hint">
        {t('statement.of')}: <b>{name}</b>
      </p>
      <Period fields={fields} patch={patch} />
      {enabled && (
        <OptionLine
          type="checkbox"
          label={t('lists.prices')}
          hint={t('lists.pricesHint')}
          checked={withWorth}
          onChange={(next) => {
            setLast(null)
            setWithWorth(next)
          }}
        />
      )}
      <SaveNote state={state} done="" />
      {made && <StatementPreview statement={made.statement} />}
      <DialogActions onClose={onClose} sticky>
        <button type="submit" className="btn" aria-disabled={state.kind === 'busy'}>
          {t('statement.preview')}
        </button>
        <button type="button" className="btn main" aria-disabled={state.kind === 'busy'} onClick={save}>
          {t('statement.save')}
        </button>
      </DialogActions>
    </Form>
  )
}

interface PeriodProps {
  readonly fields: StatementFields
  readonly patch: (change: Partial<StatementFields>) => void
}

function Period({ fields, patch }: PeriodProps) {
  return (
    <>
      <div className="two">
        <DayField label={t('statement.from')} value={fields.from} onChange={(from) => patch({ from })} />
        <DayField label={t('statement.to')} value={fields.to} onChange={(to) => patch({ to })} />
        <ZoneList zone={fields.zone} onChange={(zone) => patch({ zone })} />
      </div>
      <fieldset className="radios">
        <legend>{t('statement.format')}</legend>
        {(['csv', 'json'] as const).map((format) => (
          <label key={format}>
            <input
              type="radio"
              name="statement-format"
              checked={fields.format === format}
              onChange={() => patch({ format })}
            />
            {t(`statement.formats.${format}`)}
          </label>
        ))}
      </fieldset>
    </>
  )
}

/** What is picked, the group that is shown, or everything. */
function useScope(): { readonly name: string; readonly of: Scope } {
  const picked = useView((state) => state.picked)
  const group = useView((state) => state.group)
  const archived = useView((state) => state.archived)
  if (picked.size > 0)
    return {
      name: t('words.addresses', { count: picked.size }),
      of: { kind: 'watches', watchIds: [...picked] },
    }
  if (group !== null && !archived)
    return { name: group === '' ? t('nav.none') : group, of: { kind: 'group', group } }
  return { name: t('statement.everything'), of: { kind: 'all' } }
}
