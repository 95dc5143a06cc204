/** How providers take turns, how long they are waited for, how long an answer counts. */

import { useMemo } from 'react'
import { ROTATIONS } from '../../../shared/providers.ts'
import { useApp, useSnapshot } from '../../app-context.ts'
import { Form } from '../../components/forms/form.tsx'
import { NumberField } from '../../components/forms/number-field.tsx'
import type { Bounds } from '../../components/forms/number-input.ts'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { SaveActions } from '../../components/forms/save-actions.tsx'
import { useDraft } from '../../components/forms/use-draft.ts'
import { useLock } from '../../components/forms/use-lock.ts'
import { useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'
import { CACHE_TTL_S, DEADLINE_S, type PoolFields, poolFieldsOf, poolInputOf } from './pool-input.ts'

/** Saved together: the host takes all three at once. */
export function PoolForm() {
  const { draft, state, save, isOpen } = usePoolForm()
  const set = (change: Partial<PoolFields>): void => draft.edit((before) => ({ ...before, ...change }))
  return (
    <Form onSubmit={save}>
      <RotationChoice fields={draft.value} onChange={set} />
      <div className="two">
        <NumberField
          label={t('settings.deadline')}
          unit={t('settings.seconds')}
          value={draft.value.deadline}
          bounds={DEADLINE_S}
          part="deadlineMs"
          decimal
          onChange={(deadline) => set({ deadline })}
        />
        <NumberField
          label={t('settings.ttl')}
          unit={t('settings.seconds')}
          value={draft.value.ttl}
          bounds={CACHE_TTL_S}
          part="cacheTtlS"
          onChange={(ttl) => set({ ttl })}
        />
      </div>
      {isOpen && <SaveActions state={state} draft={draft} />}
    </Form>
  )
}

function RotationChoice({
  fields,
  onChange,
}: {
  readonly fields: PoolFields
  readonly onChange: (change: Partial<PoolFields>) => void
}) {
  const { fixed, disabled } = useLock('rotation')
  return (
    <fieldset className="choices" disabled={disabled}>
      <legend>{t('settings.rotation')}</legend>
      {fixed && <p className="fixed-note">{t('settings.fixed')}</p>}
      {[null, ...ROTATIONS].map((each) => {
        const name = t(`settings.rotations.${each ?? 'default'}.name`)
        return (
          <OptionLine
            key={name}
            type="radio"
            group="rotation"
            label={name}
            hint={t(`settings.rotations.${each ?? 'default'}.text`)}
            checked={fields.rotation === each}
            onChange={() => onChange({ rotation: each })}
          />
        )
      })}
    </fieldset>
  )
}

function outOfBounds(field: 'settings.deadline' | 'settings.ttl', { min, max }: Bounds): string {
  return t('settings.outOfBounds', { field: t(field), min, max })
}

function usePoolForm() {
  const { actions } = useApp()
  const stored = useSnapshot(({ settings }) => settings.pool)
  const draft = useDraft(
    t('settings.connection'),
    useMemo(() => poolFieldsOf(stored), [stored]),
  )
  const { state, run, fail } = useSave()
  const locks = [useLock('rotation'), useLock('deadlineMs'), useLock('cacheTtlS')]
  const save = (): void => {
    const fields = draft.value
    const input = poolInputOf(fields)
    if (input === 'deadline') fail(outOfBounds('settings.deadline', DEADLINE_S))
    else if (input === 'ttl') fail(outOfBounds('settings.ttl', CACHE_TTL_S))
    else
      run(async () => {
        await actions.setPool(input)
        draft.settle(fields)
      })
  }
  return { draft, state, save, isOpen: locks.some(({ disabled }) => !disabled) }
}
