/** The middle pane at a moment in the past: total, groups and rows right after that block, exact or unknown. */
import type { MomentGroup, MomentPage } from '../../../shared/ipc/moment.ts'
import type { HeightTotal } from '../../../shared/reading.ts'
import { useApp, usePrefs, useView } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { SaveList } from '../../components/save-list.tsx'
import { WorthLine } from '../../components/worth.tsx'
import { shortHash } from '../../format/address.ts'
import { UNIT_SIGNS } from '../../format/amount.ts'
import { t } from '../../i18n/index.ts'
import { listText } from '../../texts/words.ts'
import { PastGrid } from './past-grid.tsx'
import type { MomentPages } from './use-moment-page.ts'

/** What the portfolio was at the moment. */
export function PastPane({ pages }: { readonly pages: MomentPages }) {
  const name = usePlace()
  return (
    <main className="center past" aria-label={name} data-pane="main" tabIndex={-1}>
      <AsyncList state={pages.state} retry={pages.retry} isEmpty={() => false} empty="">
        {(page) => <PastContent page={page} name={name} pages={pages} />}
      </AsyncList>
    </main>
  )
}

function usePlace(): string {
  return useView(({ group, archived }) => {
    if (archived) return t('nav.archived')
    if (group === null) return t('nav.everything')
    return group === '' ? t('nav.none') : group
  })
}

interface ContentProps {
  readonly page: MomentPage
  readonly name: string
  readonly pages: MomentPages
}

function PastContent({ page, name, pages }: ContentProps) {
  return (
    <>
      <PastTotal page={page} name={name} pages={pages} />
      <div className="scroll">
        {page.groups.length > 0 && <PastGroups groups={page.groups} />}
        <PastGrid page={page} name={name} />
        {page.rows.length === 0 && <p className="no-rows">{t('moment.none')}</p>}
        {page.rows.length < page.count && (
          <p className="no-rows">
            <button type="button" className="btn" onClick={pages.more}>
              {t('moment.more', { count: page.count - page.rows.length })}
            </button>
          </p>
        )}
      </div>
    </>
  )
}

function PastTotal({ page: { total, height, told }, name, pages }: ContentProps) {
  const unit = usePrefs((prefs) => prefs.unit)
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  return (
    <section className="total" aria-label={t('moment.total', { name, height })}>
      {total.confirmed === null ? (
        <p className="big unknown-total">{t('total.nothingKnown')}</p>
      ) : (
        <p className="big" data-total={hidden ? 'hidden' : total.confirmed}>
          <Amount sats={total.confirmed} /> <small>{UNIT_SIGNS[unit]}</small>
        </p>
      )}
      <WorthLine sats={total.confirmed} />
      {(total.immature ?? 0) !== 0 && (
        <p className="extras">
          <span>
            <Amount sats={total.immature} signed /> {t('total.immature')}
          </span>
        </p>
      )}
      <p className="as-of">
        {total.asOf === null
          ? t('moment.unknownBlock')
          : t('moment.hash', { height, hash: shortHash(total.asOf.hash) })}
        {t('words.comma')}
        <b>{t('moment.known', { known: total.known, all: total.known + total.unknown })}</b>
        {total.unknown > 0 && `${t('words.comma')}${t('moment.notKnown', { count: total.unknown })}`}
        {told > 0 && `${t('words.comma')}${t('moment.toldOf', { count: told })}`}
      </p>
      <SavePast height={height} />
      {total.unknown > 0 && <AskMore pages={pages} />}
    </section>
  )
}

/** What own data knows of them: what servers were asked for a moment ago is kept by nobody. */
function SavePast({ height }: { readonly height: number }) {
  const group = useView((state) => state.group)
  const archived = useView((state) => state.archived)
  const text = useView((state) => state.text)
  return <SaveList quiet list={{ kind: 'moment', height, group, archived, text: text.slice(0, MAX_TEXT) }} />
}

/** Longer than any address or name. */
const MAX_TEXT = 500

/** Only where somebody could be asked, and only on a press. */
function AskMore({ pages }: { readonly pages: MomentPages }) {
  return (
    <p className="ask-more">
      <button type="button" className="btn" onClick={pages.ask} aria-describedby="ask-more-hint">
        {pages.asking ? t('moment.asking') : t('moment.ask')}
      </button>{' '}
      <span id="ask-more-hint" className="dim">
        {t('moment.askHint')}
      </span>
    </p>
  )
}

function PastGroups({ groups }: { readonly groups: readonly MomentGroup[] }) {
  const { view } = useApp()
  return (
    <table className="plain past-groups" aria-label={t('moment.groups')}>
      <thead>
        <tr>
          <th scope="col">{t('moment.group')}</th>
          <th scope="col">{t('moment.completeness')}</th>
          <th scope="col" className="r">
            {t('table.confirmed')}
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ group, total, told }) => (
          <tr key={group}>
            <td>
              <button type="button" className="link" onClick={() => view.setState({ group })}>
                {group === '' ? t('nav.none') : group}
              </button>
            </td>
            <td className="dim">
              {listText([knownText(total), told > 0 ? t('moment.toldOf', { count: told }) : ''])}
            </td>
            <td className="r">
              <Amount sats={total.confirmed} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function knownText({ known, unknown }: HeightTotal): string {
  return t('moment.known', { known, all: known + unknown })
}
