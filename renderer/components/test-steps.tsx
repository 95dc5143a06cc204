import type { ProviderTestStep, TestStep } from '../../shared/ipc/contract.ts'
import { t } from '../i18n/index.ts'
import { hostText } from '../texts/host-text.ts'

/** The steps of a test of a node or a provider: what was checked, whether it held, the way out when it did not. */
export function TestSteps({ steps }: { readonly steps: readonly (TestStep | ProviderTestStep)[] }) {
  return (
    <ol className="steps" aria-live="polite">
      {steps.map(({ step, ok, text, fix, said, fixSaid }) => (
        <li key={step} data-ok={ok}>
          <b>{t(`steps.${step}`)}</b>{' '}
          <span className={ok ? 'in' : 'out'}>{ok ? t('settings.good') : t('settings.bad')}</span>
          <span className="step-text">{hostText(text, said)}</span>
          {fix !== null && <span className="step-fix">{hostText(fix, fixSaid)}</span>}
        </li>
      ))}
    </ol>
  )
}
