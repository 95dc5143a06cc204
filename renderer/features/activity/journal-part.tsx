/** The journal: what changed and why, newest first, also what is no longer true. From the ledger; nobody is asked. */
import { useState } from 'react'
import type { RequestInput, RequestOutput } from '../../../shared/ipc/contract.ts'
import type { Scope } from '../../../shared/ipc/time.ts'
import { JOURNAL_FILTERS, type JournalFilter } from '../../../shared/journal-filter.ts'
import { AsyncList, type Fetched } from '../../components/async-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { t } from '../../i18n/index.ts'
import { blockText } from '../../texts/words.ts'
import { JournalTable } from './journal-table.tsx'

const PAGE = 100
/** Entries that one filter stands for. */
const MOST_ENTRIES = 1_000
/** Longer than any name or address. */
const MOST_TEXT = 500

interface Filter {
  readonly only: JournalFilter | ''
  readonly text: string
  /** `YYYY-MM-DD`, or empty. */
  readonly from: string
  readonly to: string
}

const EVERYTHING: Filter = { only: '', text: '', from: '', to: '' }

/** Where a page begins; the last is the one that is shown. */
type Places = readonly string[]

/** A page at a time, live, filtered. */
export function JournalPart() {
  const [filter, setFilter] = useState(EVERYTHING)
  const [places, setPlaces] = useState<Places>([])
  const named = useNamed(filter.text)
  const asked = useFetched('journal.list', named.of && questionOf(filter, named.of, places))
  const { state, retry } = named.failed ?? asked
  const change = (part: Partial<Filter>): void => {
    setFilter((before) => ({ ...before, ...part }))
    setPlaces([])
  }
  return (
    <>
      <Filters filter={filter} onChange={change} />
      {named.more && <p className="form-note">{t('activity.tooMany', { most: MOST_ENTRIES })}</p>}
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={({ entries, next }) => entries.length === 0 && next === null && places.length === 0}
        empty={filter === EVERYTHING ? t('activity.empty') : t('activity.noMatch')}
      >
        {(page) => <JournalPage page={page} places={places} onPlaces={setPlaces} />}
      </AsyncList>
    </>
  )
}

/** What the text stands for. */
interface Named {
  /** Null while it is looked up. */
  readonly of: Scope | null
  /** More entries than one filter stands for hold the text. */
  readonly more: boolean
  /** The looking up, where it failed. */
  readonly failed: {
    readonly state: Extract<Fetched<never>, { kind: 'failed' }>
    readonly retry: () => void
  } | null
}

/** All, or the entries, archived ones too, whose name, address or portfolio holds the text. */
function useNamed(text: string): Named {
  const wanted = text.trim().slice(0, MOST_TEXT)
  const limit = MOST_ENTRIES + 1
  const listOf = (archived: boolean): RequestInput<'portfolio.ids'> | null =>
    wanted === '' ? null : { of: { group: null, archived, text: wanted, sort: null }, from: 0, limit }
  const inSight = useFetched('portfolio.ids', listOf(false))
  const archived = useFetched('portfolio.ids', listOf(true))
  if (wanted === '') return { of: { kind: 'all' }, more: false, failed: null }
  for (const { state, retry } of [inSight, archived])
    if (state.kind === 'failed') return { of: null, more: false, failed: { state, retry } }
  if (inSight.state.kind !== 'ready' || archived.state.kind !== 'ready' || !inSight.own || !archived.own)
    return { of: null, more: false, failed: null }
  const watchIds = [...inSight.state.value.watchIds, ...archived.state.value.watchIds]
  return {
    of: { kind: 'watches', watchIds: watchIds.slice(0, MOST_ENTRIES) },
    more: watchIds.length > MOST_ENTRIES,
    failed: null,
  }
}

function questionOf({ only, from, to }: Filter, of: Scope, places: Places): RequestInput<'journal.list'> {
  const before = places.at(-1)
  const first = from === '' ? Number.NaN : new Date(`${from}T00:00:00`).getTime()
  const last = to === '' ? Number.NaN : new Date(`${to}T23:59:59.999`).getTime()
  return {
    of,
    limit: PAGE,
    ...(before === undefined ? {} : { before }),
    ...(only === '' ? {} : { only }),
    ...(Number.isNaN(first) ? {} : { from: first }),
    ...(Number.isNaN(last) ? {} : { to: last }),
  }
}

function Filters({
  filter,
  onChange,
}: {
  readonly filter: Filter
  readonly onChange: (part: Partial<Filter>) => void
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
      <label className="field">
        <span>{t('activity.from')}</span>
        <input type="date" value={from} onChange={({ target: { value } }) => onChange({ from: value })} />
      </label>
      <label className="field">
        <span>{t('activity.to')}</span>
        <input type="date" value={to} onChange={({ target: { value } }) => onChange({ to: value })} />
      </label>
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
      {(next !== null || places.length > 0) && (
        <p className="form-actions">
          <button
            type="button"
            className="btn"
            aria-disabled={places.length === 0}
            onClick={() => onPlaces(places.slice(0, -1))}
          >
            {t('activity.newer')}
          </button>
          <button
            type="button"
            className="btn"
            aria-disabled={next === null}
            onClick={() => next !== null && onPlaces([...places, next])}
          >
            {t('activity.older')}
          </button>
        </p>
      )}
    </>
  )
}

/** Since when the list is all there is; before that, unknown is said to be unknown. */
function Known() {
  const { state } = useFetched('transactions.list', { of: { kind: 'all' }, limit: 1 })
  if (state.kind !== 'ready') return null
  const { since, unread } = state.value.completeness
  const text =
    unread > 0
      ? t('activity.unread', { count: unread })
      : since === null
        ? t('activity.inDoubt')
        : t('activity.since', { block: blockText(since.height) })
  return <p className="section-text">{text}</p>
}
