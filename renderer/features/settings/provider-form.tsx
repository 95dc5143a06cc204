/** Which providers may be asked, with what they learn. */
import { useState } from 'react'
import type { ProviderTest } from '../../../shared/ipc/contract.ts'
import { useApp, useSnapshot } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { SaveNote } from './save-note.tsx'
import { TestSteps } from './test-steps.tsx'
import { useSave } from './use-save.ts'

/** One URL a line; saving an empty field allows nobody. */
export function ProviderForm({ disabled }: { readonly disabled: boolean }) {
  const { actions } = useApp()
  const providers = useSnapshot(({ settings }) => settings.providers)
  const [text, setText] = useState(() => providers.map(({ url }) => url).join('\n'))
  const { state, run } = useSave()
  const { tests, testing, test } = useProviderTests()
  const urls = text
    .split('\n')
    .map((url) => url.trim())
    .filter((url) => url !== '')
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        run(() => actions.setProviders(urls))
      }}
    >
      <fieldset disabled={disabled}>
        <label className="field">
          <span>{t.settings.providerUrls}</span>
          <textarea
            rows={3}
            className="mono"
            value={text}
            onChange={(event) => setText(event.target.value)}
            spellCheck={false}
          />
        </label>
      </fieldset>
      <ol className="tests" aria-live="polite">
        {tests.map(({ url, test }) => (
          <li key={url}>
            <b className="mono">{url}</b>
            <TestSteps steps={test.steps} />
          </li>
        ))}
      </ol>
      {!disabled && (
        <div className="form-actions">
          <button
            type="button"
            className="btn"
            title={t.settings.providerTestHint}
            aria-disabled={testing.kind === 'busy'}
            onClick={() => test(urls)}
          >
            {testing.kind === 'busy' ? t.settings.testing : t.settings.test}
          </button>
          <button type="submit" className="btn">
            {t.settings.save}
          </button>
          <SaveNote state={testing.kind === 'failed' ? testing : state} />
        </div>
      )}
    </form>
  )
}

interface Tested {
  readonly url: string
  readonly test: ProviderTest
}

/** Tests one URL after the other and shows each as it is done. */
function useProviderTests() {
  const { actions } = useApp()
  const [tests, setTests] = useState<readonly Tested[]>([])
  const { state, run } = useSave()
  const test = (urls: readonly string[]): void => {
    setTests([])
    run(async (signal) => {
      for (const url of urls) {
        const found = await actions.testProvider(url, signal)
        setTests((before) => [...before, { url, test: found }])
      }
    })
  }
  return { tests, testing: state, test }
}
