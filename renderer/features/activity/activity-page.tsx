/** What happened, what was told about it, and what is to be told. */
import { Tabs } from '@base-ui/react/tabs'
import { useState } from 'react'
import { useHost, useView } from '../../app-context.ts'
import { AboutNow } from '../../components/about-now.tsx'
import { Page } from '../../components/page.tsx'
import { t } from '../../i18n/index.ts'
import { blockText } from '../../texts/words.ts'
import { JournalPart } from './journal-part.tsx'
import { NoticeList } from './notice-list.tsx'
import { PastPart } from './past-part.tsx'
import { RulesForm } from './rules-form.tsx'

/** Three views of one page; the arrows go from one to the next. */
export function ActivityPage() {
  const unseen = useHost((state) => state.unseen)
  const moment = useView((state) => state.moment)
  const [first] = useState(unseen > 0 && moment === null ? 'notices' : 'journal') // what is new is what a notification led here for
  return (
    <Page
      title={t('activity.title')}
      text={
        moment === null ? t('activity.text') : t('activity.past.text', { block: blockText(moment.height) })
      }
      goesBack
    >
      <Tabs.Root defaultValue={first} className="tabs">
        <Tabs.List className="tab-list" aria-label={t('activity.title')}>
          <Tabs.Tab value="journal" className="tab">
            {moment === null ? t('activity.tabs.journal') : t('activity.tabs.past')}
          </Tabs.Tab>
          <Tabs.Tab value="notices" className="tab">
            {t('activity.tabs.notices')}
            {unseen > 0 && <span className="tab-count">{t('activity.new', { count: unseen })}</span>}
          </Tabs.Tab>
          <Tabs.Tab value="rules" className="tab">
            {t('activity.tabs.rules')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="journal">
          {moment === null ? <JournalPart /> : <PastPart key={moment.height} height={moment.height} />}
        </Tabs.Panel>
        <Tabs.Panel value="notices">
          <AboutNow />
          <NoticeList />
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <AboutNow />
          <RulesForm />
        </Tabs.Panel>
      </Tabs.Root>
    </Page>
  )
}
