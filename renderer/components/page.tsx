/** The frame of every page but the portfolio: its name, what it is for, sections, and a warning before work is lost. */
import type { ReactNode } from 'react'
import { useView } from '../app-context.ts'
import { t } from '../i18n/index.ts'
import { listText } from '../texts/words.ts'
import { AboutNow } from './about-now.tsx'

/** A page of the window. */
export function Page({
  title,
  text,
  goesBack = false,
  children,
}: {
  readonly title: string
  readonly text?: string
  /** It shows a past moment itself; any other page says that it is about now. */
  readonly goesBack?: boolean
  readonly children: ReactNode
}) {
  return (
    <main className="page" aria-label={title} data-pane="main" tabIndex={-1}>
      <div className="page-inner">
        <h2 className="page-title">{title}</h2>
        {text !== undefined && <p className="page-text">{text}</p>}
        {!goesBack && <AboutNow />}
        {children}
      </div>
      <LeaveWarning />
    </main>
  )
}

function LeaveWarning() {
  const unsaved = useView((state) => state.unsaved)
  const warned = useView((state) => state.warned)
  return (
    <div className="leave-warning" role="alert">
      {warned && <p>{t('settings.leaveUnsaved', { parts: listText([...unsaved]) })}</p>}
    </div>
  )
}

/** A part of a page. */
export function Section({
  title,
  text,
  fixed = false,
  children,
}: {
  readonly title: string
  readonly text?: string
  /** All of it is given for this run. */
  readonly fixed?: boolean
  readonly children: ReactNode
}) {
  return (
    <section className="section" aria-label={title}>
      <h3>{title}</h3>
      {text !== undefined && <p className="section-text">{text}</p>}
      {fixed && <p className="fixed-note">{t('settings.fixed')}</p>}
      {children}
    </section>
  )
}
