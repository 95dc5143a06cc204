/** The journal: what changed and why, newest first, also what is no longer true. From the ledger; nobody is asked. */
import { type ReactNode, useState } from 'react'
import type { RequestInput, RequestOutput } from '../../../shared/ipc/contract.ts'
import type { Scope } from '../../../shared/ipc/time.ts'
import { JOURNAL_FILTERS, type JournalFilter } from '../../../shared/journal-filter.ts'
import { AsyncList } from '../../components/async-list.tsx'
import { DayField } from '../../components/forms/day-field.tsx'
import { PageTurns, type Places } from '../../components/page-turns.tsx'
import { SaveList } from '../../components/save-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { t } from '../../i18n/index.ts'
import { knownText } from '../../texts/known-text.ts'
import { JournalTable } from './journal-table.tsx'
import { MOST_ENTRIES, useNamed } from './use-named.ts'

const PAGE = 100

interface Filter {
  readonly only: JournalFilter | ''
  readonly text: string
  /** `YYYY-MM-DD`, or empty. */
  readonly from: string
  readonly to: string
}

const EVERYTHING: Filter = { only: '', text: '', from: '', to: '' }

/** A page at a time, live, filtered. */
export function JournalPart() {
  const [filter, setFilter] = useState(EVERYTHING)
  const [cleared, setCleared] = useState(0)
  const [places, setPlaces] = useState<Places>([])
  const named = useNamed(filter.text)
  const asked = useFetched('journal.list', named.of && questionOf(filter, named.of, places))
  const { state, retry } = named.failed ?? asked
  const change = (part: Partial<Filter>): void => {
    setFilter((before) => ({ ...before, ...part }))
    setPlaces([])
  }
  const clear = (): void => {
    change(EVERYTHING)
    setCleared((times) => times + 1) // a field forgets what is typed into it and means nothing
  }
  return (
    <>
      <Filters key={cleared} filter={filter} onChange={change}>
        {named.of && <SaveList list={{ kind: 'journal', ...wishOf(filter, named.of) }} />}
      </Filters>
      {named.more && <p className="form-note">{t('activity.tooMany', { most: MOST_ENTRIES })}</p>}
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={({ entries, next }) => entries.length === 0 && next === null && places.length === 0}
        empty={filter === EVERYTHING ? t('activity.empty') : <NoMatch onClear={clear} />}
      >
        {(page) => <JournalPage page={page} places={places} onPlaces={setPlaces} />}
      </AsyncList>
    </>
  )
}

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <>
      {t('activity.noMatch')}{' '}
      <button type="button" className="btn" onClick={onClear}>
        {t('table.clearFilter')}
      </button>
    </>
  )
}

function questionOf(filter: Filter, of: Scope, places: Places): RequestInput<'journal.list'> {
  const before = places.at(-1)
  return { ...wishOf(filter, of), limit: PAGE, ...(before === undefined ? {} : { before }) }
}

/** What is wanted, whatever page of it. */
function wishOf(
  { only, from, to }: Filter,
  of: Scope,
): Omit<RequestInput<'journal.list'>, 'limit' | 'before'> {
  const first = from === '' ? Number.NaN : new Date(`${from}T00:00:00`).getTime()
  const last = to === '' ? Number.NaN : new Date(`${to}T23:59:59.999`).getTime()
  return {
    of,
    ...(only === '' ? {} : { only }),
    ...(Number.isNaN(first) ? {} : { from: first }),
    ...(Number.isNaN(last) ? {} : { to: last }),
  }
}

function Filters({
  filter,
  onChange,
  children,
}: {
  readonly filter: Filter
  readonly onChange: (part: Partial<Filter>) => void
  /** Behind the fields. */
  readonly children: ReactNode
}) {
  const { only, text, from, to } = filter
  return (
    <div className="filters" role="search" aria-label={t('activity.filters')}>
      <label className="field">
        <span>{t('activity.kind')}</span>
        <select
          value={only}
          onChange={({ target: { value } }) =>
            onChange({ only: JOURNAL_FILTERS.find((each) => each === value) ?? '' })
          }
        >
          <option value="">{t('activity.all')}</option>
          {JOURNAL_FILTERS.map((each) => (
            <option key={each} value={each}>
              {t(`activity.only.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="field grow">
        <span>{t('activity.entry')}</span>
        <input
          type="text"
          value={text}
          onChange={({ target: { value } }) => onChange({ text: value })}
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      <DayField label={t('activity.from')} value={from} onChange={(day) => onChange({ from: day })} />
      <DayField label={t('activity.to')} value={to} onChange={(day) => onChange({ to: day })} />
      {children}
    </div>
  )
}

function JournalPage({
  page: { entries, next },
  places,
  onPlaces,
}: {
  readonly page: RequestOutput<'journal.list'>
  readonly places: Places
  readonly onPlaces: (places: Places) => void
}) {
  return (
    <>
      {places.length === 0 && <Known />}
      {entries.length === 0 ? (
        <p className="dim">{t('activity.noneHere')}</p>
      ) : (
        <JournalTable entries={entries} />
      )}
      <PageTurns places={places} next={next} onPlaces={onPlaces} />
    </>
  )
}

/** Since when the list is all there is. */
function Known() {
  const { state } = useFetched('transactions.list', { of: { kind: 'all' }, limit: 1 })
  if (state.kind !== 'ready') return null
  return <p className="section-text">{knownText(state.value.completeness)}</p>
}
