/** How far addresses may travel: over everything, and portfolio by portfolio, with what follows from it. */

import type { Privacy } from '../../../shared/providers.ts'
import { useApp, useSnapshot } from '../../app-context.ts'
import { Form } from '../../components/forms/form.tsx'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { SaveActions } from '../../components/forms/save-actions.tsx'
import { type Draft, useDraft } from '../../components/forms/use-draft.ts'
import { useLock } from '../../components/forms/use-lock.ts'
import { useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'
import { mayBeAskedText } from '../../texts/provider-text.ts'
import { LimitSelect } from './limit-select.tsx'
import { askedCount, limitOf, portfolioNames, privacyInputOf, withLimit } from './privacy-draft.ts'

/** Limits take effect together when they are saved. */
export function PrivacyForm() {
  const { actions } = useApp()
  const { privacy, writable, offline } = useSnapshot(({ settings }) => settings)
  const draft = useDraft(t('settings.privacy'), privacy)
  const { state, run } = useSave()
  const save = (): void => {
    const limits = draft.value
    run(async () => {
      await actions.setPrivacy(privacyInputOf(limits))
      draft.settle(limits)
    })
  }
  return (
    <Form onSubmit={save}>
      {offline && <p className="fixed-note">{t('settings.privacyOffline')}</p>}
      <GlobalLimit draft={draft} />
      <p className="hint">{t('settings.ownLimitText')}</p>
      <PortfolioLimits draft={draft} stored={privacy} disabled={!writable} />
      <OptionLine
        type="checkbox"
        label={t('settings.sampleConsented')}
        hint={t('settings.sampleConsentedText')}
        checked={draft.value.sampleConsented ?? false}
        disabled={!writable}
        onChange={(sampleConsented) => draft.edit((before) => ({ ...before, sampleConsented }))}
      />
      {writable && <SaveActions state={state} draft={draft} />}
    </Form>
  )
}

function GlobalLimit({ draft: { value, edit } }: { readonly draft: Draft<Privacy> }) {
  const { fixed, disabled } = useLock('limit')
  return (
    <div className="pick">
      <span>{t('settings.limit')}</span>
      <LimitSelect
        label={t('settings.limit')}
        none={t('settings.notSet')}
        value={value.limit}
        disabled={disabled}
        onChange={(limit) => edit((before) => ({ ...before, limit }))}
      />
      <span className={fixed ? 'hint fixed-note' : 'hint'}>
        {fixed ? t('settings.fixed') : t('settings.limitText')}
      </span>
    </div>
  )
}

interface LimitsProps {
  readonly draft: Draft<Privacy>
  readonly stored: Privacy
  readonly disabled: boolean
}

function PortfolioLimits({ draft, stored, disabled }: LimitsProps) {
  const places = useSnapshot((snapshot) => snapshot.places)
  return (
    <table className="limits">
      <thead>
        <tr>
          <th scope="col">{t('settings.portfolio')}</th>
          <th scope="col">{t('settings.ownLimit')}</th>
        </tr>
      </thead>
      <tbody>
        {portfolioNames(places, { groups: { ...stored.groups, ...draft.value.groups } }).map((group) => (
          <PortfolioLimit key={group} group={group} draft={draft} stored={stored} disabled={disabled} />
        ))}
      </tbody>
    </table>
  )
}

function PortfolioLimit({ group, draft, stored, disabled }: LimitsProps & { readonly group: string }) {
  const providers = useSnapshot(({ settings }) => settings.providers)
  const name = group === '' ? t('settings.noPortfolio') : group
  const now = askedCount(providers, group, stored)
  const then = askedCount(providers, group, draft.value)
  return (
    <tr>
      <th scope="row">
        {name}
        <span className="hint">{followsText(now, then, providers.length)}</span>
      </th>
      <td>
        <LimitSelect
          label={t('settings.ownLimitOf', { name })}
          none={t('settings.asAllowed')}
          value={limitOf(draft.value, group)}
          disabled={disabled}
          onChange={(limit) => draft.edit((before) => withLimit(before, group, limit))}
        />
      </td>
    </tr>
  )
}

/** What holds now, or what will once it is saved. */
function followsText(now: number, then: number, count: number): string {
  const text = mayBeAskedText(then, count)
  return now === then ? text : t('settings.afterSaving', { text })
}
