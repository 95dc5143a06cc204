/** Reading the past of entries from a height or a day on: explained before it starts. */
import { useState } from 'react'
import type { HistoryFill, HistoryStartPoint } from '../../../shared/ipc/contract.ts'
import { useApp, useSnapshot, useView } from '../../app-context.ts'
import type { Bridge } from '../../bridge/bridge.ts'
import { Form } from '../../components/forms/form.tsx'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { Refusal, useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'
import { type RescanFields, startOf } from './rescan-input.ts'

const KINDS = ['first_possible', 'date', 'height'] as const

/** For the picked entries where some are picked, else for all that are not archived. */
export function RescanForm() {
  const { bridge } = useApp()
  const [fields, setFields] = useState<RescanFields>({ kind: 'date', date: '', height: '' })
  const picked = useView((state) => state.picked)
  const inSight = useSnapshot(({ entries }) => entries)
  const count = picked.size > 0 ? picked.size : inSight
  const pruned = useSnapshot(({ status }) =>
    status.node.kind === 'ok' && status.node.features.pruned ? (status.node.features.pruneHeight ?? 0) : null,
  )
  const { state, run } = useSave()
  const submit = (): void =>
    run(async () => bridge.call('history.fill', fillOf(await watchIdsOf(bridge, picked), startOf(fields))))
  return (
    <Form onSubmit={submit}>
      <fieldset className="choices">
        <legend>{t('scan.from')}</legend>
        {KINDS.map((kind) => (
          <OptionLine
            key={kind}
            type="radio"
            group="rescan"
            label={t(`scan.fromKinds.${kind}.name`)}
            hint={t(`scan.fromKinds.${kind}.text`)}
            checked={fields.kind === kind}
            onChange={() => setFields({ ...fields, kind })}
          />
        ))}
      </fieldset>
      <StartField fields={fields} onChange={setFields} />
      <p className="hint">{t('scan.cost', { addresses: t('words.addresses', { count }) })}</p>
      {pruned !== null && <p className="fixed-note">{t('scan.pruned', { height: pruned })}</p>}
      <div className="form-actions">
        <button type="submit" className="btn main" aria-disabled={state.kind === 'busy'}>
          {t('scan.start')}
        </button>
        <SaveNote state={state} done={t('scan.started')} />
      </div>
    </Form>
  )
}

async function watchIdsOf(bridge: Bridge, picked: ReadonlySet<number>): Promise<readonly number[]> {
  if (picked.size > 0) return [...picked]
  const of = { group: null, archived: false, text: '', sort: null }
  return (await bridge.call('portfolio.ids', { of })).watchIds
}

function fillOf(watchIds: readonly number[], from: HistoryStartPoint | null): HistoryFill {
  if (watchIds.length === 0) throw new Refusal(t('scan.nothingToRead'))
  if (from === null) throw new Refusal(t('scan.badStart'))
  return { watchIds, from }
}

function StartField({
  fields,
  onChange,
}: {
  readonly fields: RescanFields
  readonly onChange: (fields: RescanFields) => void
}) {
  if (fields.kind === 'first_possible') return null
  const { kind } = fields
  return (
    <label className="field narrow-field">
      <span>{t(`scan.fields.${kind}`)}</span>
      <input
        type={kind === 'date' ? 'date' : 'text'}
        inputMode={kind === 'height' ? 'numeric' : undefined}
        min={kind === 'date' ? '2009-01-03' : undefined}
        className="mono"
        value={fields[kind]}
        onChange={(event) => onChange({ ...fields, [kind]: event.target.value })}
      />
    </label>
  )
}
