/** Three ways in, each told with what it costs in privacy. Shown until there is a source or an entry. */
import { type ReactNode, useState } from 'react'
import { useApp } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { NodeWay } from './node-way.tsx'
import { ServerWay } from './server-way.tsx'

type Way = 'node' | 'servers'

/** No account, no mail: a source, or a look around. */
export function FirstRun() {
  const { demo, view } = useApp()
  const [way, setWay] = useState<Way | null>(null)
  return (
    <main className="page first-run" aria-label={t('firstRun.title')} data-pane="main" tabIndex={-1}>
      <div className="page-inner">
        <h2 className="page-title">{t('firstRun.title')}</h2>
        <p className="page-text">{t('firstRun.text')}</p>
        <div className="ways">
          <WayCard way="node" open={way === 'node'} onOpen={() => setWay('node')}>
            <NodeWay />
          </WayCard>
          <WayCard way="servers" open={way === 'servers'} onOpen={() => setWay('servers')}>
            <ServerWay />
          </WayCard>
          <section className="way" aria-label={t('firstRun.demo.title')}>
            <WayText way="demo" />
            <button type="button" className="btn" onClick={() => void demo.start()}>
              {t('firstRun.demo.action')}
            </button>
          </section>
        </div>
        <p className="page-text">
          {t('firstRun.later')}{' '}
          <button type="button" className="btn" onClick={() => view.setState({ dialog: 'add' })}>
            {t('empty.add')}
          </button>
        </p>
      </div>
    </main>
  )
}

interface WayCardProps {
  readonly way: Way
  readonly open: boolean
  readonly onOpen: () => void
  readonly children: ReactNode
}

function WayCard({ way, open, onOpen, children }: WayCardProps) {
  return (
    <section className="way" aria-label={t(`firstRun.${way}.title`)} data-open={open || undefined}>
      <WayText way={way} />
      {open ? (
        children
      ) : (
        <button type="button" className={way === 'node' ? 'btn main' : 'btn'} onClick={onOpen}>
          {t(`firstRun.${way}.action`)}
        </button>
      )}
    </section>
  )
}

function WayText({ way }: { readonly way: Way | 'demo' }) {
  return (
    <>
      <h3>{t(`firstRun.${way}.title`)}</h3>
      <p>{t(`firstRun.${way}.text`)}</p>
      <p className="cost">
        <b>{t('firstRun.costs')}</b> {t(`firstRun.${way}.cost`)}
      </p>
    </>
  )
}
