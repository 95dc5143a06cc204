/** How providers take turns, how long they are waited for, how long an answer counts. */
import { useMemo } from 'react'
import { ROTATIONS } from '../../../shared/providers.ts'
import { useApp, useSnapshot } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { NumberField } from './number-field.tsx'
import { OptionLine } from './option-line.tsx'
import { CACHE_TTL_S, DEADLINE_S, type PoolFields, poolFieldsOf, poolInputOf } from './pool-input.ts'
import { SaveActions } from './save-actions.tsx'
import { useDraft } from './use-draft.ts'
import { useLock } from './use-lock.ts'
import { useSave } from './use-save.ts'

const texts = t.settings

/** Saved together: the host takes all three at once. */
export function PoolForm() {
  const { draft, state, save, isOpen } = usePoolForm()
  const set = (change: Partial<PoolFields>): void => draft.edit((before) => ({ ...before, ...change }))
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <RotationChoice fields={draft.value} onChange={set} />
      <div className="two">
        <NumberField
          label={texts.deadline}
          unit={texts.seconds}
          value={draft.value.deadline}
          bounds={DEADLINE_S}
          part="deadlineMs"
          decimal
          onChange={(deadline) => set({ deadline })}
        />
        <NumberField
          label={texts.ttl}
          unit={texts.seconds}
          value={draft.value.ttl}
          bounds={CACHE_TTL_S}
          part="cacheTtlS"
          onChange={(ttl) => set({ ttl })}
        />
      </div>
      {isOpen && <SaveActions state={state} draft={draft} />}
    </form>
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
      <legend>{texts.rotation}</legend>
      {fixed && <p className="fixed-note">{texts.fixed}</p>}
      {[null, ...ROTATIONS].map((each) => {
        const { name, text } = texts.rotations[each ?? 'default']
        return (
          <OptionLine
            key={name}
            type="radio"
            group="rotation"
            label={name}
            hint={text}
            checked={fields.rotation === each}
            onChange={() => onChange({ rotation: each })}
          />
        )
      })}
    </fieldset>
  )
}

function usePoolForm() {
  const { actions } = useApp()
  const stored = useSnapshot(({ settings }) => settings.pool)
  const draft = useDraft(
    texts.connection,
    useMemo(() => poolFieldsOf(stored), [stored]),
  )
  const { state, run, fail } = useSave()
  const locks = [useLock('rotation'), useLock('deadlineMs'), useLock('cacheTtlS')]
  const save = (): void => {
    const fields = draft.value
    const input = poolInputOf(fields)
    if (input === 'deadline') fail(texts.outOfBounds(texts.deadline, DEADLINE_S.min, DEADLINE_S.max))
    else if (input === 'ttl') fail(texts.outOfBounds(texts.ttl, CACHE_TTL_S.min, CACHE_TTL_S.max))
    else
      run(async () => {
        await actions.setPool(input)
        draft.settle(fields)
      })
  }
  return { draft, state, save, isOpen: locks.some(({ disabled }) => !disabled) }
}
