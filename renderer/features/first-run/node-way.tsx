/** The own node: looked for on this machine, tested step by step, used when all of it holds. */
import { useState } from 'react'
import type { NodeSettingsInput, TestStep } from '../../../shared/ipc/contract.ts'
import type { FoundNode } from '../../../shared/ipc/node-find.ts'
import { useApp } from '../../app-context.ts'
import { AsyncList } from '../../components/async-list.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { useSave } from '../../components/forms/use-save.ts'
import { TestSteps } from '../../components/test-steps.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { t } from '../../i18n/index.ts'
import { openPage } from '../../stores/navigate.ts'

/** What was found, or how to say where it is. */
export function NodeWay() {
  const { view } = useApp()
  const { state, retry } = useFetched('node.find', {})
  return (
    <>
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={(found) => found.length === 0}
        empty={t('firstRun.nothingFound')}
      >
        {(found) => found.map((node) => <Found key={node.cookieFile} node={node} />)}
      </AsyncList>
      <button type="button" className="btn" onClick={() => openPage(view, 'sources')}>
        {t('firstRun.byHand')}
      </button>
    </>
  )
}

function Found({ node }: { readonly node: FoundNode }) {
  const { actions } = useApp()
  const [steps, setSteps] = useState<readonly TestStep[]>([])
  const { state, run } = useSave()
  const input: NodeSettingsInput = { url: node.url, auth: { kind: 'cookie', file: node.cookieFile } }
  const test = (): void => {
    setSteps([])
    run(async (signal) => {
      const taken = await actions.testNode(input, signal)
      setSteps(taken)
      if (taken.every(({ ok }) => ok)) await actions.setNode(input)
    })
  }
  return (
    <div className="card">
      <p className="mono">{node.url}</p>
      <p className="hint">{node.running ? t('firstRun.running') : t('firstRun.notRunning')}</p>
      <p className="hint mono">{node.cookieFile}</p>
      <TestSteps steps={steps} />
      <div className="form-actions">
        <button type="button" className="btn main" aria-disabled={state.kind === 'busy'} onClick={test}>
          {state.kind === 'busy' ? t('settings.testing') : t('firstRun.testAndUse')}
        </button>
        <SaveNote
          state={state}
          done={steps.every(({ ok }) => ok) ? t('settings.saved') : t('firstRun.notUsed')}
        />
      </div>
    </div>
  )
}
