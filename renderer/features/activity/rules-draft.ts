/** From the rules to the form's fields and back. */
import { btcFromSats, satsFromBtc } from '../../../shared/amounts.ts'
import {
  type BalanceCheck,
  NOTICE_LIMITS,
  type NoticeRules,
  type NoticeScope,
} from '../../../shared/notices.ts'
import { numberIn } from '../../components/forms/number-input.ts'
import { Refusal } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'

/** A rule about a balance as it is typed. */
export interface BalanceFields {
  readonly id: string
  readonly of: NoticeScope
  readonly check: BalanceCheck
  /** In BTC. */
  readonly amount: string
}

/** The rules as they are typed; an empty number is a rule that is off. */
export interface RulesFields extends Omit<NoticeRules, 'unverifiedHours' | 'providerErrors' | 'balances'> {
  readonly unverifiedHours: string
  readonly providerErrors: string
  readonly balances: readonly BalanceFields[]
}

/** The fields of stored rules. */
export function fieldsOf(rules: NoticeRules): RulesFields {
  return {
    ...rules,
    unverifiedHours: rules.unverifiedHours === null ? '' : String(rules.unverifiedHours),
    providerErrors: rules.providerErrors === null ? '' : String(rules.providerErrors),
    balances: rules.balances.map(({ sats, ...rule }) => ({ ...rule, amount: btcFromSats(sats) })),
  }
}

/** The rules; throws a `Refusal` that names what is typed wrongly. */
export function rulesOf(fields: RulesFields): NoticeRules {
  const { hours, percent } = NOTICE_LIMITS
  return {
    ...fields,
    unverifiedHours: within(fields.unverifiedHours, hours, t('rules.hours')),
    providerErrors: within(fields.providerErrors, percent, t('rules.percent')),
    balances: fields.balances.map(({ amount, ...rule }) => ({ ...rule, sats: satsOf(amount) })),
    webhook: fields.webhook === null || fields.webhook.url.trim() === '' ? null : fields.webhook,
  }
}

function within(
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
  name: string,
): number | null {
  const value = numberIn(text, { min, max, normal: min })
  if (value === 'invalid') throw new Refusal(t('rules.badNumber', { name, min, max }))
  return value
}

function satsOf(amount: string): number {
  try {
    return satsFromBtc(amount.trim())
  } catch {
    throw new Refusal(t('rules.badAmount'))
  }
}
