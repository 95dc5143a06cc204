/** What the search finds beside the rows of the table: transactions, outputs, labels, groups, and entries elsewhere. */
import type { KeyboardEvent } from 'react'
import { assertNever } from '../../shared/assert-never.ts'
import { keyOfHit, type SearchHit } from '../../shared/ipc/search.ts'
import { type AppServices, useApp } from '../app-context.ts'
import { Amount } from '../components/amount.tsx'
import { ErrorDetail } from '../components/error-detail.tsx'
import { useFetched } from '../components/use-fetched.ts'
import { shortOutpoint, shortTxid } from '../format/address.ts'
import { t } from '../i18n/index.ts'
import { openPage } from '../stores/navigate.ts'
import { listText } from '../texts/words.ts'

const SHOWN = 12
/** Less would find everything. */
const LEAST = 2

/** Below the field while it is in use. `onDone` is called when a place was opened. */
export function SearchPanel({ text, onDone }: { readonly text: string; readonly onDone: () => void }) {
  const wanted = text.trim().slice(0, 500)
  const { state } = useFetched('search.run', wanted.length < LEAST ? null : { text: wanted, limit: SHOWN })
  if (wanted.length < LEAST || state.kind === 'loading') return null
  return (
    <section className="search-panel" aria-label={t('search.label')}>
      {state.kind === 'failed' ? (
        <ErrorDetail error={state.error} message={state.message} />
      ) : (
        <Hits hits={state.value.hits} more={state.value.more} onDone={onDone} />
      )}
    </section>
  )
}

interface HitsProps {
  readonly hits: readonly SearchHit[]
  readonly more: boolean
  readonly onDone: () => void
}

function Hits({ hits, more, onDone }: HitsProps) {
  const services = useApp()
  if (hits.length === 0) return <p className="dim">{t('search.none')}</p>
  return (
    <>
      <ul onKeyDown={moveFocus}>
        {hits.map((hit) => (
          <li key={keyOfHit(hit)}>
            <button
              type="button"
              className="line-button"
              data-hit={hit.kind}
              onClick={() => {
                openHit(services, hit)
                onDone()
              }}
            >
              <span className="output-note">{t(`search.kinds.${hit.kind}`)}</span>
              <span className="output-line">
                <span className="hit-name">{nameOf(hit)}</span>
                {hit.kind === 'output' && <Amount sats={hit.value} />}
              </span>
              {moreOf(hit) !== '' && <span className="output-note">{moreOf(hit)}</span>}
            </button>
          </li>
        ))}
      </ul>
      {more && <p className="dim">{t('search.more')}</p>}
    </>
  )
}

function nameOf(hit: SearchHit): string {
  switch (hit.kind) {
    case 'entry':
      return hit.label === '' ? hit.text : hit.label
    case 'group':
      return hit.group
    case 'transaction':
      return hit.label === '' ? shortTxid(hit.txid) : hit.label
    case 'output':
      return hit.label === '' ? shortOutpoint(hit.txid, hit.vout) : hit.label
    case 'label':
      return hit.label
    default:
      return assertNever(hit)
  }
}

function moreOf(hit: SearchHit): string {
  if (hit.kind === 'entry')
    return listText([
      hit.found === hit.label || hit.found === hit.text ? '' : hit.found,
      hit.group === '' ? '' : t('search.inGroup', { group: hit.group }),
      hit.archived ? t('search.archived') : '',
    ])
  if (hit.kind === 'transaction') return hit.label === '' ? '' : shortTxid(hit.txid)
  if (hit.kind === 'label') return hit.ref
  return hit.kind === 'output' ? hit.address : ''
}

/** Each thing in its place; a label of something that is not known leads nowhere. */
function openHit({ view }: AppServices, hit: SearchHit): void {
  if (hit.kind === 'entry')
    openPage(view, 'portfolio', {
      group: null,
      archived: hit.archived,
      text: '',
      selected: hit.watchId,
      reveal: hit.watchId,
    })
  else if (hit.kind === 'group') openPage(view, 'portfolio', { group: hit.group, archived: false, text: '' })
  else if (hit.kind === 'transaction' || hit.kind === 'output')
    view.setState({ dialog: 'transaction', transaction: hit.txid })
}

/** Up and down from hit to hit. */
function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  const all = [...event.currentTarget.querySelectorAll('button')]
  const at = all.findIndex((each) => each === document.activeElement)
  all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus()
}
