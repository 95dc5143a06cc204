/** What the providers did since the start: fetched once for both of its parts. */
import { AsyncList } from '../../components/async-list.tsx'
import { Section } from '../../components/page.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { t } from '../../i18n/index.ts'
import { Failovers } from './failovers.tsx'
import { ResponseTimes } from './response-times.tsx'

/** Response times, and the log of failovers. */
export function ActivitySections() {
  const { state, retry } = useFetched('sources.activity', {})
  return (
    <>
      <Section title={t('sources.times')} text={t('sources.timesText')}>
        <AsyncList
          state={state}
          retry={retry}
          isEmpty={({ providers }) => providers.length === 0}
          empty={t('sources.noProviders')}
        >
          {({ providers }) => <ResponseTimes providers={providers} />}
        </AsyncList>
      </Section>
      <Section title={t('sources.failovers')} text={t('sources.failoversText')}>
        <AsyncList state={state} retry={retry} isEmpty={() => false} empty="">
          {(activity) => <Failovers {...activity} />}
        </AsyncList>
      </Section>
    </>
  )
}
