/** The own node: where it is, how to log in, a plain test, save. */

import { useState } from 'react'
import type { NodeSettingsInput, TestStep } from '../../../shared/ipc/contract.ts'
import { useApp, useSnapshot } from '../../app-context.ts'
import { Form } from '../../components/forms/form.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { SureButton } from '../../components/forms/sure-button.tsx'
import { useSave } from '../../components/forms/use-save.ts'
import { TestSteps } from '../../components/test-steps.tsx'
import { t } from '../../i18n/index.ts'
import { MakeLogin } from './make-login.tsx'
import { NodeFieldset } from './node-fieldset.tsx'
import { type NodeFields, nodeFieldsOf, nodeInputOf } from './node-input.ts'

/** `disabled` when this window may not change settings, or they are fixed for this run. */
export function NodeForm({ disabled }: { readonly disabled: boolean }) {
  const stored = useSnapshot(({ settings }) => settings.node)
  const [fields, setFields] = useState(() => nodeFieldsOf(stored))
  const { saving, testing, test, save, forget, steps } = useNodeForm(fields)
  return (
    <Form onSubmit={save}>
      <NodeFieldset
        fields={fields}
        stored={stored}
        disabled={disabled}
        onChange={(change) => setFields((before) => ({ ...before, ...change }))}
      />
      {!disabled && fields.auth === 'password' && (
        <MakeLogin
          user={fields.user}
          onMade={({ user, password }) => setFields((before) => ({ ...before, user, password }))}
        />
      )}
      <TestSteps steps={steps} />
      {!disabled && (
        <div className="form-actions">
          <button type="button" className="btn" aria-disabled={testing.kind === 'busy'} onClick={test}>
            {testing.kind === 'busy' ? t('settings.testing') : t('settings.test')}
          </button>
          <button type="submit" className="btn main">
            {t('settings.save')}
          </button>
          {stored && (
            <SureButton label={t('settings.forget')} question={t('settings.forgetSure')} onSure={forget} />
          )}
          <SaveNote state={testing.kind === 'failed' ? testing : saving} />
        </div>
      )}
    </Form>
  )
}

function useNodeForm(fields: NodeFields) {
  const { actions } = useApp()
  const stored = useSnapshot(({ settings }) => settings.node)
  const [steps, setSteps] = useState<readonly TestStep[]>([])
  const saver = useSave()
  const tester = useSave()
  const withInput = (work: (input: NodeSettingsInput) => void): void => {
    const input = nodeInputOf(fields, stored)
    setSteps([])
    if (input === 'incomplete') saver.fail(t('settings.incomplete'))
    else if (input === 'password_again') saver.fail(t('settings.passwordAgain'))
    else work(input)
  }
  return {
    saving: saver.state,
    testing: tester.state,
    steps,
    save: () => withInput((input) => saver.run(() => actions.setNode(input))),
    test: () =>
      withInput((input) => tester.run(async (signal) => setSteps(await actions.testNode(input, signal)))),
    forget: () => saver.run(() => actions.setNode(null)),
  }
}
