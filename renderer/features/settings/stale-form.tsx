/** From how many blocks below the tip own data counts as stale. */
import { useApp, useSnapshot } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { NumberField } from './number-field.tsx'
import { numberIn, STALE_BLOCKS } from './pool-input.ts'
import { SaveActions } from './save-actions.tsx'
import { useDraft } from './use-draft.ts'
import { useLock } from './use-lock.ts'
import { useSave } from './use-save.ts'

/** A number of blocks; empty is the default. */
export function StaleForm() {
  const { actions } = useApp()
  const stored = useSnapshot(({ settings }) => settings.staleAfterBlocks)
  const draft = useDraft(t('settings.stale'), String(stored))
  const { state, run, fail } = useSave()
  const { disabled } = useLock('staleAfterBlocks')
  const save = (): void => {
    const text = draft.value
    const blocks = numberIn(text, STALE_BLOCKS)
    if (blocks === 'invalid')
      return fail(
        t('settings.outOfBounds', {
          field: t('settings.staleBlocks'),
          min: STALE_BLOCKS.min,
          max: STALE_BLOCKS.max,
        }),
      )
    run(async () => {
      await actions.setStaleAfter(blocks ?? STALE_BLOCKS.normal)
      draft.settle(text)
    })
  }
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <NumberField
        label={t('settings.staleBlocks')}
        unit={t('settings.blocks')}
        value={draft.value}
        bounds={STALE_BLOCKS}
        part="staleAfterBlocks"
        onChange={(text) => draft.edit(() => text)}
      />
      {!disabled && <SaveActions state={state} draft={draft} />}
    </form>
  )
}
