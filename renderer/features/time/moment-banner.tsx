/** Says all the time that what is shown is not now, and how to come back. */
import { useApp, useView } from '../../app-context.ts'
import { shortHash } from '../../format/address.ts'
import { zonedDateTime } from '../../format/zoned.ts'
import { t } from '../../i18n/index.ts'
import type { Moment } from '../../stores/view-store.ts'
import { momentText } from '../../texts/moment-text.ts'

/** "As of Dec 31, 2025, 23:59:59 Europe/Berlin · block 930,341, …c1a8f20e". Nothing while now is shown. */
export function MomentBanner() {
  const { view } = useApp()
  const moment = useView((state) => state.moment)
  if (moment === null) return null
  const back = (): void => view.setState({ moment: null })
  return (
    <section className="banner moment" aria-label={t('moment.banner')}>
      <p>
        <b>{momentText(moment)}</b>
        <span className="banner-more">{blockText(moment)}</span>
      </p>
      <span className="push" />
      <button type="button" className="btn" onClick={() => view.setState({ dialog: 'statement' })}>
        {t('statement.title')}
      </button>
      <button type="button" className="btn" onClick={() => view.setState({ dialog: 'moment' })}>
        {t('moment.change')}
      </button>
      <button type="button" className="btn main" onClick={back}>
        {t('moment.back')}
      </button>
    </section>
  )
}

function blockText({ height, hash, time, blockTime, zone, final }: Moment): string {
  const when =
    time === null && blockTime !== null ? `${zonedDateTime(blockTime, zone)}${t('words.comma')}` : ''
  const block = `${when}${hashText(height, hash)}`
  return final || time === null ? block : `${block}${t('words.comma')}${t('moment.notFinal')}`
}

function hashText(height: number, hash: string | null): string {
  return hash === null ? t('moment.unknownBlock') : t('moment.hash', { height, hash: shortHash(hash) })
}
