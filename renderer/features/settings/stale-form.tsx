/** From how many blocks below the tip own data counts as stale. */

import { DEFAULT_STALE_AFTER_BLOCKS, STALE_AFTER_LIMITS } from '../../../shared/settings-limits.ts'
import { useApp, useSnapshot } from '../../app-context.ts'
import { Form } from '../../components/forms/form.tsx'
import { NumberField } from '../../components/forms/number-field.tsx'
import { type Bounds, numberIn } from '../../components/forms/number-input.ts'
import { SaveActions } from '../../components/forms/save-actions.tsx'
import { useDraft } from '../../components/forms/use-draft.ts'
import { useLock } from '../../components/forms/use-lock.ts'
import { useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'

const STALE_BLOCKS: Bounds = { ...STALE_AFTER_LIMITS, normal: DEFAULT_STALE_AFTER_BLOCKS }

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
    <Form onSubmit={save}>
      <NumberField
        label={t('settings.staleBlocks')}
        unit={t('settings.blocks')}
        value={draft.value}
        bounds={STALE_BLOCKS}
        part="staleAfterBlocks"
        onChange={(text) => draft.edit(() => text)}
      />
      {!disabled && <SaveActions state={state} draft={draft} />}
    </Form>
  )
}
