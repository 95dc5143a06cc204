/** How a provider is doing, in words. */
import { assertNever } from '../../shared/assert-never.ts'
import type { ProviderFailure, ProviderStatus } from '../../shared/ipc/contract.ts'
import { clockTime } from '../format/age.ts'
import { t } from '../i18n/index.ts'
import { hostText } from './host-text.ts'
import { agoText, listText, msText } from './words.ts'

/** One line for the status bar. */
export function providerText(provider: ProviderStatus, now: number): string {
  const { id, state, latencyMs, lastError } = provider
  const until = provider.health?.skipped?.until ?? null
  if (until !== null && until > now) {
    const time = clockTime(until)
    return state === 'failing' && lastError
      ? t('status.provider.restingWhy', { id, time, why: failureText(lastError) })
      : t('status.provider.resting', { id, time })
  }
  switch (state) {
    case 'unasked':
      return t('status.provider.unasked', { id })
    case 'ok':
      return latencyMs === null
        ? t('status.provider.answers', { id })
        : t('status.provider.latency', { id, ms: msText(latencyMs) })
    case 'failing': {
      const since = lastAnswerText(provider, now)
      return lastError
        ? t('status.provider.failingWhy', { id, since, why: failureText(lastError) })
        : t('status.provider.failing', { id, since })
    }
    default:
      return assertNever(state)
  }
}

/** What went wrong last, at least of which sort it was. */
export function failureText({ message, said, problem }: ProviderFailure): string {
  return hostText(message, said, problem && t(`callProblems.${problem}`))
}

/** "last answer 20 s ago", or that there never was one. */
export function lastAnswerText({ lastSuccessAt }: ProviderStatus, now: number): string {
  return lastSuccessAt === null
    ? t('status.provider.never')
    : t('status.provider.last', { ago: agoText(lastSuccessAt, now) })
}

/** Whether and how fast it answers, how far it is behind, and when it last did. */
export function healthText(provider: ProviderStatus, now: number): string {
  const { state, latencyMs, health } = provider
  const p50 = health?.p50Ms ?? latencyMs
  const p95 = health?.p95Ms ?? null
  const lag = health?.tipLag ?? 0
  if (state === 'unasked') return t('settings.provider.notAskedYet')
  const parts = listText([
    state === 'ok' ? t('settings.provider.answers') : t('settings.provider.fails'),
    p50 === null ? '' : t('settings.provider.half', { ms: msText(p50) }),
    p95 === null ? '' : t('settings.provider.most', { ms: msText(p95) }),
    health?.budgetLeft == null ? '' : t('sources.budget', { count: health.budgetLeft }),
    lag > 0 ? t('settings.provider.lag', { count: lag }) : '',
    lastAnswerText(provider, now),
  ])
  return t('settings.provider.health', { parts })
}

/** Why it is passed over; null while it is not. */
export function skippedText({ health, lastError }: ProviderStatus, now: number): string | null {
  const skipped = health?.skipped ?? null
  if (skipped === null || (skipped.until !== null && skipped.until <= now)) return null
  const why = t(`skips.${skipped.reason}`)
  const text =
    skipped.until === null
      ? t('settings.provider.skipped', { why })
      : t('settings.provider.skippedUntil', { why, time: clockTime(skipped.until) })
  if (!lastError || (skipped.reason !== 'failing' && skipped.reason !== 'left_alone')) return text
  return `${text}${t('words.sentence')}${t('settings.provider.lastError', { message: failureText(lastError) })}`
}

/** How many of the providers may be asked about a portfolio's addresses. */
export function mayBeAskedText(asked: number, all: number): string {
  if (all === 0) return t('settings.asked.noProvider')
  if (all === 1) return asked === 0 ? t('settings.asked.notTheOne') : t('settings.asked.theOne')
  return asked === 0 ? t('settings.asked.none', { all }) : t('settings.asked.some', { asked, all })
}
