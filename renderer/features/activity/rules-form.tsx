/** What is told, and to whom: nothing before it is switched on. */
import type { NoticeRulesView } from '../../../shared/ipc/notices.ts'
import { useApp } from '../../app-context.ts'
import { AsyncList } from '../../components/async-list.tsx'
import { Form } from '../../components/forms/form.tsx'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { SaveActions } from '../../components/forms/save-actions.tsx'
import { type Draft, useDraft } from '../../components/forms/use-draft.ts'
import { useSave } from '../../components/forms/use-save.ts'
import { useFetched } from '../../components/use-fetched.ts'
import { t } from '../../i18n/index.ts'
import { BalanceRules } from './balance-rules.tsx'
import { LocalNotices } from './local-notices.tsx'
import { fieldsOf, type RulesFields, rulesOf } from './rules-draft.ts'
import { WebhookFields } from './webhook-fields.tsx'

/** The rules in force, fetched; then a form over them. */
export function RulesForm() {
  const { state, retry } = useFetched('notices.rules', {})
  return (
    <AsyncList state={state} retry={retry} isEmpty={() => false} empty="">
      {(view) => <Rules view={view} onSaved={retry} />}
    </AsyncList>
  )
}

/** What every part of the form works on. */
export interface RulesPart {
  readonly view: NoticeRulesView
  readonly draft: Draft<RulesFields>
}

function Rules({ view, onSaved }: { readonly view: NoticeRulesView; readonly onSaved: () => void }) {
  const { bridge } = useApp()
  const draft = useDraft(t('activity.tabs.rules'), fieldsOf(view.rules))
  const { state, run } = useSave()
  const save = (): void =>
    run(async () => {
      const fields = draft.value
      await bridge.call('notices.setRules', rulesOf(fields))
      draft.settle(fields)
      draft.reset()
      onSaved()
    })
  const part = { view, draft }
  return (
    <Form onSubmit={save}>
      {!view.writable && <p className="fixed-note">{t('rules.readOnly')}</p>}
      <fieldset disabled={!view.writable} className="choices">
        <legend>{t('rules.what')}</legend>
        <WhatMoves {...part} />
        <Numbers {...part} />
      </fieldset>
      <fieldset disabled={!view.writable} className="choices">
        <legend>{t('rules.balances')}</legend>
        <BalanceRules {...part} />
      </fieldset>
      <fieldset disabled={!view.writable} className="choices">
        <legend>{t('rules.where')}</legend>
        <LocalNotices {...part} />
        <WebhookFields {...part} onChanged={onSaved} />
      </fieldset>
      {view.writable && <SaveActions state={state} draft={draft} />}
    </Form>
  )
}

function WhatMoves({ draft: { value, edit } }: RulesPart) {
  return (
    <>
      {(['payments', 'spends'] as const).map((name) => (
        <OptionLine
          key={name}
          type="checkbox"
          label={t(`rules.${name}.name`)}
          hint={t(`rules.${name}.text`)}
          checked={value[name]}
          onChange={(on) => edit((before) => ({ ...before, [name]: on }))}
        />
      ))}
    </>
  )
}

const NUMBERS = [
  { name: 'unverifiedHours', normal: '6', text: 'unverified' },
  { name: 'providerErrors', normal: '50', text: 'errors' },
] as const

function Numbers({ draft: { value, edit } }: RulesPart) {
  return (
    <>
      {NUMBERS.map(({ name, normal, text }) => (
        <div key={name} className="number-rule">
          <OptionLine
            type="checkbox"
            label={t(`rules.${text}.name`)}
            hint={t(`rules.${text}.text`)}
            checked={value[name] !== ''}
            onChange={(on) => edit((before) => ({ ...before, [name]: on ? normal : '' }))}
          />
          {value[name] !== '' && (
            <label className="inline-number">
              <span className="sr-only">{t(`rules.${text}.name`)}</span>
              <input
                type="text"
                inputMode="numeric"
                className="mono"
                value={value[name]}
                onChange={({ target }) => edit((before) => ({ ...before, [name]: target.value }))}
              />
              {t(`rules.${text}.unit`)}
            </label>
          )}
        </div>
      ))}
    </>
  )
}
