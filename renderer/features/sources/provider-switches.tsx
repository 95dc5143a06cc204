/** What a person decides about one provider: tier, consent, the way to it. */
import { PROVIDER_TIERS, type ProviderTier } from '../../../shared/providers.ts'
import { useSnapshot } from '../../app-context.ts'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { t } from '../../i18n/index.ts'

/** Its consent, with what the provider learns. */
export function ConsentBox({
  consent,
  learns,
  onChange,
}: {
  readonly consent: boolean
  readonly learns: string
  readonly onChange: (consent: boolean) => void
}) {
  return (
    <OptionLine
      type="checkbox"
      label={t('settings.provider.consent')}
      hint={learns}
      checked={consent}
      onChange={onChange}
    />
  )
}

/** What it learns, by the way there and by who runs it. */
export function learnsText(tier: ProviderTier | null, proxy: boolean): string {
  if (proxy) return t('settings.provider.learnsOverProxy')
  return tier === 'own-server' ? t('settings.provider.learnsOwn') : t('settings.provider.learns')
}

/** The way to it; it can only be chosen once there is a proxy, and left at any time. */
export function ProxyBox({
  proxy,
  onChange,
}: {
  readonly proxy: boolean
  readonly onChange: (proxy: boolean) => void
}) {
  const isSet = useSnapshot(({ settings }) => settings.proxy !== null)
  return (
    <OptionLine
      type="checkbox"
      label={t('settings.provider.proxy')}
      hint={isSet ? '' : proxy ? t('settings.provider.proxyGone') : t('settings.provider.proxyFirst')}
      disabled={!isSet && !proxy}
      checked={proxy}
      onChange={onChange}
    />
  )
}

/** Its tier: seen from the URL, or said. Tor needs the proxy. */
export function TierSelect({
  tier,
  seen,
  proxy,
  onChange,
}: {
  readonly tier: ProviderTier | null
  readonly seen: ProviderTier | null
  readonly proxy: boolean
  readonly onChange: (tier: ProviderTier | null) => void
}) {
  return (
    <label className="pick">
      <span>{t('settings.provider.tier')}</span>
      <select
        value={tier ?? ''}
        onChange={(event) => onChange(PROVIDER_TIERS.find((each) => each === event.target.value) ?? null)}
      >
        <option value="">
          {seen === null
            ? t('settings.provider.asSeen')
            : t('settings.provider.asSeenTier', { tier: t(`settings.provider.tiers.${seen}`) })}
        </option>
        {PROVIDER_TIERS.map((each) => (
          <option key={each} value={each} disabled={each === 'tor' && !proxy}>
            {t(`settings.provider.tiers.${each}`)}
          </option>
        ))}
      </select>
      {tier === 'own-server' && <span className="hint">{t('settings.provider.calledOwn')}</span>}
    </label>
  )
}
