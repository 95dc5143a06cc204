/** The block explorer that links lead to. */
import { explorerOf } from '../../../shared/explorer.ts'
import { useApp, usePrefs } from '../../app-context.ts'
import { Form } from '../../components/forms/form.tsx'
import { SaveActions } from '../../components/forms/save-actions.tsx'
import { useDraft } from '../../components/forms/use-draft.ts'
import { useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'

/** Empty is none. Every window may choose it, as it may choose the theme. */
export function ExplorerForm() {
  const { setPrefs } = useApp()
  const stored = usePrefs((prefs) => prefs.explorer)
  const draft = useDraft(t('explorer.title'), stored)
  const { state, run, fail } = useSave()
  const save = (): void => {
    const typed = draft.value
    const explorer = typed.trim() === '' ? '' : explorerOf(typed)
    if (explorer === null) return fail(t('explorer.bad'))
    run(async () => {
      setPrefs({ explorer })
      draft.reset()
    })
  }
  return (
    <Form onSubmit={save}>
      <label className="field narrow-field">
        <span>{t('explorer.url')}</span>
        <input
          type="text"
          inputMode="url"
          className="mono"
          placeholder={t('explorer.hint')}
          value={draft.value}
          onChange={(event) => draft.edit(() => event.target.value)}
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      <SaveActions state={state} draft={draft} />
    </Form>
  )
}
