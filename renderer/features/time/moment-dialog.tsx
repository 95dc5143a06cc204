/** Picking the moment that everything is shown at: a day and a time in a zone, or the height of a block. */

import { useState } from 'react'
import { useApp, useSnapshot, useView } from '../../app-context.ts'
import { DayField } from '../../components/forms/day-field.tsx'
import { DialogActions } from '../../components/forms/dialog-actions.tsx'
import { Form } from '../../components/forms/form.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { Refusal, useSave } from '../../components/forms/use-save.ts'
import { Modal } from '../../components/modal.tsx'
import { ownZone } from '../../format/zoned.ts'
import { t } from '../../i18n/index.ts'
import { openPage } from '../../stores/navigate.ts'
import type { Moment } from '../../stores/view-store.ts'
import { type MomentFields, type MomentInput, momentFieldsOf, momentInputOf } from './moment-input.ts'
import { ZoneList } from './zone-list.tsx'

/** The dialog; it closes when the moment is shown. */
export function MomentDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'moment')
  const close = (): void => view.setState({ dialog: 'none' })
  return (
    <Modal open={open} onClose={close} title={t('moment.title')} text={t('moment.text')}>
      <MomentForm onClose={close} />
    </Modal>
  )
}

function MomentForm({ onClose }: { readonly onClose: () => void }) {
  const { view } = useApp()
  const [fields, setFields] = useState<MomentFields>(() =>
    momentFieldsOf(view.getState().moment, Date.now(), ownZone()),
  )
  const { state, run, fail } = useSave()
  const find = useFindMoment()
  const patch = (change: Partial<MomentFields>): void => setFields((before) => ({ ...before, ...change }))
  const submit = (): void => {
    const input = momentInputOf(fields, Date.now())
    if (input.kind === 'wrong') return fail(t(`moment.${input.why}`))
    run(async (signal) => {
      const moment = await find(input, signal)
      openPage(view, 'portfolio', { moment })
      onClose()
    })
  }
  return (
    <Form onSubmit={submit}>
      <fieldset className="radios">
        <legend>{t('moment.by')}</legend>
        {(['date', 'height'] as const).map((by) => (
          <label key={by}>
            <input type="radio" name="moment-by" checked={fields.by === by} onChange={() => patch({ by })} />
            {t(`moment.kinds.${by}`)}
          </label>
        ))}
      </fieldset>
      {fields.by === 'date' ? (
        <DateFields fields={fields} patch={patch} />
      ) : (
        <HeightField fields={fields} patch={patch} />
      )}
      <SaveNote state={state} done="" />
      <DialogActions onClose={onClose}>
        <button type="submit" className="btn main" aria-disabled={state.kind === 'busy'}>
          {t('moment.go')}
        </button>
      </DialogActions>
    </Form>
  )
}

interface FieldsProps {
  readonly fields: MomentFields
  readonly patch: (change: Partial<MomentFields>) => void
}

function DateFields({ fields, patch }: FieldsProps) {
  return (
    <div className="two">
      <DayField label={t('moment.date')} value={fields.date} onChange={(date) => patch({ date })} />
      <label className="field">
        <span>{t('moment.time')}</span>
        <input
          type="text"
          className="mono"
          placeholder={t('day.clock')}
          value={fields.time}
          onChange={(event) => patch({ time: event.target.value })}
          autoComplete="off"
          spellCheck={false}
        />
      </label>
      <ZoneList zone={fields.zone} onChange={(zone) => patch({ zone })} />
    </div>
  )
}

function HeightField({ fields, patch }: FieldsProps) {
  const tip = useSnapshot(({ status }) => status.tip?.height ?? null)
  return (
    <label className="field">
      <span>{t('moment.height')}</span>
      <input
        type="text"
        inputMode="numeric"
        className="mono"
        value={fields.height}
        onChange={(event) => patch({ height: event.target.value })}
        autoComplete="off"
      />
      {tip !== null && <span className="hint">{t('moment.heightHint', { height: tip })}</span>}
    </label>
  )
}

/** Asks the host which block is meant. */
function useFindMoment() {
  const { bridge } = useApp()
  return async (input: Exclude<MomentInput, { kind: 'wrong' }>, signal: AbortSignal): Promise<Moment> => {
    if (input.kind === 'height') {
      const { height } = input
      const one = { height, group: null, archived: false, text: '', ask: false, offset: 0, limit: 1 }
      const { total, blockTime } = await bridge.call('moment.read', one, { signal })
      const at = blockTime === null ? null : blockTime * 1000
      const hash = total.asOf?.hash ?? null
      return { height, hash, time: null, blockTime: at, zone: ownZone(), final: true }
    }
    const { time, zone } = input
    const found = await bridge.call('time.block', { time }, { signal })
    if (found.kind === 'unknown') throw new Refusal(t(`moment.reasons.${found.reason}`))
    return { ...found.block, time, blockTime: null, zone, final: found.final }
  }
}
