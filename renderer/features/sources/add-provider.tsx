/** Adding a provider: a URL, a test of it before anything is kept, and consent only where it is ticked. */
import { type FormEvent, useState } from 'react'
import { useApp, useSnapshot } from '../../app-context.ts'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { type Draft, useUnsaved } from '../../components/forms/use-draft.ts'
import { Refusal, type SaveState, useSave } from '../../components/forms/use-save.ts'
import { TestSteps } from '../../components/test-steps.tsx'
import { t } from '../../i18n/index.ts'
import { draftOf, draftsOf, inputOf, type ProviderDraft } from './provider-draft.ts'
import { ConsentBox, learnsText, ProxyBox } from './provider-switches.tsx'
import { type ProviderTesting, useProviderTest } from './use-provider-test.ts'

const EMPTY = { url: '', consent: false, proxy: false } as const

interface Fields {
  readonly url: string
  readonly consent: boolean
  readonly proxy: boolean
}

/** The new one is saved at once, behind the stored ones; what is being changed in `list` stays unsaved. */
export function AddProvider({ list }: { readonly list: Draft<readonly ProviderDraft[]> }) {
  const { fields, change, submit, saving, testing, test } = useAddProvider(list)
  return (
    <form className="form card" aria-label={t('settings.addProvider.title')} onSubmit={submit}>
      <h3>{t('settings.addProvider.title')}</h3>
      <label className="field">
        <span>{t('settings.addProvider.url')}</span>
        <input
          type="text"
          inputMode="url"
          className="mono"
          placeholder={t('settings.addProvider.hint')}
          value={fields.url}
          onChange={(event) => change({ url: event.target.value })}
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      <ConsentBox
        consent={fields.consent}
        learns={fields.consent ? learnsText(null, fields.proxy) : t('settings.addProvider.without')}
        onChange={(consent) => change({ consent })}
      />
      <ProxyBox proxy={fields.proxy} onChange={(proxy) => change({ proxy })} />
      <TestSteps steps={testing.steps} />
      <AddButtons saving={saving} testing={testing} onTest={test} />
    </form>
  )
}

function AddButtons({
  saving,
  testing,
  onTest,
}: {
  readonly saving: SaveState
  readonly testing: ProviderTesting
  readonly onTest: () => void
}) {
  const isTesting = testing.state.kind === 'busy'
  return (
    <div className="form-actions">
      <button
        type="button"
        className="btn"
        title={t('settings.addProvider.testHint')}
        aria-disabled={isTesting}
        onClick={onTest}
      >
        {isTesting ? t('settings.testing') : t('settings.test')}
      </button>
      <button type="submit" className="btn main" aria-disabled={saving.kind === 'busy'}>
        {t('settings.addProvider.submit')}
      </button>
      <SaveNote
        state={testing.state.kind === 'failed' ? testing.state : saving}
        done={t('settings.addProvider.added')}
      />
    </div>
  )
}

function useAddProvider(list: Draft<readonly ProviderDraft[]>) {
  const { actions } = useApp()
  const stored = useSnapshot(({ settings }) => settings.providers)
  const [fields, setFields] = useState<Fields>(EMPTY)
  const { state: saving, run, fail } = useSave()
  const testing = useProviderTest()
  const url = fields.url.trim()
  useUnsaved(t('settings.addProvider.title'), url !== '')
  const add = async (): Promise<void> => {
    const before = draftsOf(stored).map(inputOf)
    const { providers } = await actions.setProviders([...before, { ...fields, url }])
    const added = providers[stored.length]
    if (added === undefined) throw new Refusal(t('settings.addProvider.there'))
    list.editIfAny((drafts) => [...drafts, draftOf(added)])
    setFields(EMPTY)
    testing.clear()
  }
  return {
    fields,
    saving,
    testing,
    change: (part: Partial<Fields>): void => {
      setFields((now) => ({ ...now, ...part }))
      if (part.consent === undefined) testing.clear()
    },
    submit: (event: FormEvent): void => {
      event.preventDefault()
      if (url === '') fail(t('settings.addProvider.nothing'))
      else run(() => add())
    },
    test: (): void => {
      if (url === '') fail(t('settings.addProvider.nothing'))
      else testing.test(url, fields.proxy)
    },
  }
}
