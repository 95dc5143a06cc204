/** The one place that notices are posted to, what it is told, its key, and a test. */
import { useState } from 'react'
import type { WebhookRule } from '../../../shared/notices.ts'
import { useApp } from '../../app-context.ts'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { Refusal, useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'
import type { RulesPart } from './rules-form.tsx'

const NONE: WebhookRule = { url: '', consent: false, amounts: false, entries: false }

const CHOICES = ['consent', 'amounts', 'entries'] as const

/** Nothing is posted without a URL, consent and a key. */
export function WebhookFields({ view, draft, onChanged }: RulesPart & { readonly onChanged: () => void }) {
  const { value, edit } = draft
  const rule = value.webhook ?? NONE
  const change = (part: Partial<WebhookRule>): void =>
    edit((before) => ({ ...before, webhook: { ...(before.webhook ?? NONE), ...part } }))
  return (
    <>
      <label className="field">
        <span>{t('rules.webhook.url')}</span>
        <input
          type="text"
          inputMode="url"
          className="mono"
          placeholder="https://example.org/hook"
          value={rule.url}
          onChange={({ target }) => change({ url: target.value })}
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      {rule.url.trim() !== '' &&
        CHOICES.map((name) => (
          <OptionLine
            key={name}
            type="checkbox"
            label={t(`rules.webhook.${name}.name`)}
            hint={t(`rules.webhook.${name}.text`)}
            checked={rule[name]}
            onChange={(on) => change({ [name]: on })}
          />
        ))}
      {view.rules.webhook !== null && <Posting view={view} onChanged={onChanged} />}
    </>
  )
}

function Posting({ view, onChanged }: Pick<RulesPart, 'view'> & { readonly onChanged: () => void }) {
  const { bridge } = useApp()
  const [key, setKey] = useState<string | null>(null)
  const making = useSave()
  const testing = useSave()
  const makeKey = (): void =>
    making.run(async () => {
      setKey((await bridge.call('notices.newWebhookKey', {})).key)
      onChanged()
    })
  const test = (): void =>
    testing.run(async (signal) => {
      const { error } = await bridge.call('notices.testWebhook', {}, { signal })
      if (error !== null) throw new Refusal(t('rules.webhook.failed', { why: error }))
    })
  return (
    <>
      {view.held !== null && <p className="fixed-note">{t(`rules.held.${view.held}`)}</p>}
      {view.waiting > 0 && <p className="hint">{t('rules.waiting', { count: view.waiting })}</p>}
      <p className="form-actions">
        <button type="button" className="btn" onClick={makeKey}>
          {view.hasKey ? t('rules.webhook.newKey') : t('rules.webhook.makeKey')}
        </button>
        <button type="button" className="btn" aria-disabled={testing.state.kind === 'busy'} onClick={test}>
          {t('rules.webhook.test')}
        </button>
        <SaveNote state={testing.state} done={t('rules.webhook.arrived')} />
        <SaveNote state={making.state} done="" />
      </p>
      {key !== null && (
        <p role="status">
          {t('rules.webhook.keyOnce')} <code className="mono whole">{key}</code>
        </p>
      )}
    </>
  )
}
