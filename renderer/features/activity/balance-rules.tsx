/** Balances that are expected: of everything, a portfolio, or the entry that is selected. */
import type { NoticeScope } from '../../../shared/notices.ts'
import { usePrefs, useSnapshot, useView } from '../../app-context.ts'
import { useRow } from '../../components/use-row.ts'
import { t } from '../../i18n/index.ts'
import type { BalanceFields } from './rules-draft.ts'
import type { RulesPart } from './rules-form.tsx'

/** A line each; amounts are not in the page while they are hidden. */
export function BalanceRules({ draft: { value, edit } }: RulesPart) {
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  const change = (id: string, part: Partial<BalanceFields>): void =>
    edit((before) => ({
      ...before,
      balances: before.balances.map((rule) => (rule.id === id ? { ...rule, ...part } : rule)),
    }))
  const add = (): void =>
    edit((before) => ({
      ...before,
      balances: [
        ...before.balances,
        { id: crypto.randomUUID(), of: { kind: 'all' }, check: 'below', amount: '' },
      ],
    }))
  const remove = (id: string): void =>
    edit((before) => ({ ...before, balances: before.balances.filter((rule) => rule.id !== id) }))
  return (
    <>
      <p className="hint">{t('rules.balancesText')}</p>
      <ul className="lines" aria-label={t('rules.balances')}>
        {value.balances.map((rule) => (
          <li key={rule.id}>
            <ScopeSelect of={rule.of} onChange={(of) => change(rule.id, { of })} />
            <select
              aria-label={t('rules.check')}
              value={rule.check}
              onChange={({ target }) =>
                change(rule.id, { check: target.value === 'unlike' ? 'unlike' : 'below' })
              }
            >
              <option value="below">{t('rules.checks.below')}</option>
              <option value="unlike">{t('rules.checks.unlike')}</option>
            </select>
            {hidden ? (
              <span className="dim">{t('words.hidden')}</span>
            ) : (
              <label className="inline-number">
                <span className="sr-only">{t('rules.amount')}</span>
                <input
                  type="text"
                  inputMode="decimal"
                  className="mono"
                  placeholder="0.00000000"
                  value={rule.amount}
                  onChange={({ target }) => change(rule.id, { amount: target.value })}
                />
                BTC
              </label>
            )}
            <button type="button" className="btn" onClick={() => remove(rule.id)}>
              {t('rules.remove')}
            </button>
          </li>
        ))}
      </ul>
      <p className="form-actions">
        <button type="button" className="btn" onClick={add}>
          {t('rules.add')}
        </button>
      </p>
    </>
  )
}

/** The entry that is selected in the portfolio is offered, and the one that the rule is about already. */
function ScopeSelect({
  of,
  onChange,
}: {
  readonly of: NoticeScope
  readonly onChange: (of: NoticeScope) => void
}) {
  const places = useSnapshot((snapshot) => snapshot.places)
  const selected = useView((state) => state.selected)
  const ids = [...new Set([of.kind === 'watch' ? of.watchId : null, selected])].filter((id) => id !== null)
  return (
    <select
      aria-label={t('rules.of')}
      value={keyOf(of)}
      onChange={({ target }) => onChange(scopeOf(target.value))}
    >
      <option value="all">{t('nav.everything')}</option>
      {namesWith(places, of).map((name) => (
        <option key={name} value={`group:${name}`}>
          {name === '' ? t('nav.none') : name}
        </option>
      ))}
      {ids.map((id) => (
        <EntryOption key={id} watchId={id} />
      ))}
    </select>
  )
}

/** A portfolio that is no more is named all the same: the rule is not about everything because of that. */
function namesWith(places: readonly { readonly name: string }[], of: NoticeScope): readonly string[] {
  return [...new Set([...places.map(({ name }) => name), ...(of.kind === 'group' ? [of.group] : [])])]
}

function EntryOption({ watchId }: { readonly watchId: number }) {
  const watch = useRow(watchId)?.watch
  const name = watch === undefined ? t('rules.gone') : watch.label === '' ? watch.text : watch.label
  return <option value={`watch:${watchId}`}>{name}</option>
}

function keyOf(of: NoticeScope): string {
  if (of.kind === 'all') return 'all'
  return of.kind === 'group' ? `group:${of.group}` : `watch:${of.watchId}`
}

function scopeOf(key: string): NoticeScope {
  if (key.startsWith('group:')) return { kind: 'group', group: key.slice('group:'.length) }
  if (key.startsWith('watch:')) return { kind: 'watch', watchId: Number(key.slice('watch:'.length)) }
  return { kind: 'all' }
}
