/** What the rules told, newest first; looking at it is having seen it. */
import { useEffect, useState } from 'react'
import { noticeText } from '../../../shared/notice-text.ts'
import type { Notice } from '../../../shared/notices.ts'
import { useApp, useHost } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { dateTime } from '../../format/age.ts'
import { currentLanguage, t } from '../../i18n/index.ts'
import { EntryLink } from './entry-link.tsx'

const STEP = 50
const MOST = 1_000

/** Those that are new when the list is opened stay marked while it is. */
export function NoticeList() {
  const [limit, setLimit] = useState(STEP)
  const version = useHost((state) => state.noticesSeen)
  const { state, retry } = useFetched('notices.list', { limit }, version)
  const newest = state.kind === 'ready' ? (state.value.notices[0]?.id ?? 0) : 0
  const unseen = state.kind === 'ready' ? state.value.unseen : 0
  const marked = useMarked(state.kind === 'ready' ? state.value.notices : [])
  useSeen(newest, unseen)
  return (
    <AsyncList
      state={state}
      retry={retry}
      isEmpty={({ notices }) => notices.length === 0}
      empty={t('activity.noNotices')}
    >
      {({ notices, next }) => (
        <>
          <ol className="notices" aria-label={t('activity.tabs.notices')}>
            {notices.map((notice) => (
              <Line key={notice.id} notice={notice} isNew={marked.has(notice.id)} />
            ))}
          </ol>
          {next !== null && limit < MOST && (
            <p className="form-actions">
              <button type="button" className="btn" onClick={() => setLimit(limit + STEP)}>
                {t('activity.more')}
              </button>
            </p>
          )}
        </>
      )}
    </AsyncList>
  )
}

/** Ids that were new at some time since the list was opened. */
function useMarked(notices: readonly Notice[]): ReadonlySet<number> {
  const [marked, setMarked] = useState<ReadonlySet<number>>(new Set())
  const fresh = notices.filter(({ id, seen }) => !seen && !marked.has(id)).map(({ id }) => id)
  if (fresh.length > 0) setMarked(new Set([...marked, ...fresh]))
  return marked
}

/** A door that only looks cannot mark anything: they stay new there. */
function useSeen(newest: number, unseen: number): void {
  const { bridge } = useApp()
  useEffect(() => {
    if (newest > 0 && unseen > 0) bridge.call('notices.markSeen', { upTo: newest }).catch(() => undefined)
  }, [bridge, newest, unseen])
}

function Line({ notice: { at, body, post }, isNew }: { readonly notice: Notice; readonly isNew: boolean }) {
  const { title, text } = noticeText(body, {
    language: currentLanguage(),
    amounts: false,
    names: body.kind === 'balance',
  })
  const entries = 'entries' in body ? body.entries.slice(0, 3) : []
  return (
    <li data-notice={body.kind} data-new={isNew}>
      <div className="notice-head">
        <b>{title}</b>
        {isNew && <span className="tab-count">{t('activity.newOne')}</span>}
        <span className="dim push">{dateTime(at)}</span>
      </div>
      <p>
        {text} {'sats' in body && <Amount sats={body.sats} withUnit />}
        {body.kind === 'balance' && <Amount sats={body.found} withUnit />}
      </p>
      <p className="notice-links">
        {entries.map(({ watchId, label, text: address }) => (
          <EntryLink key={watchId} watchId={watchId}>
            {label === '' ? `${address.slice(0, 12)}…` : label}
          </EntryLink>
        ))}
        {post !== null && (
          <span className="dim">
            {t(`activity.posts.${post.state}`)}
            {post.error !== null && `: ${post.error}`}
          </span>
        )}
      </p>
    </li>
  )
}
