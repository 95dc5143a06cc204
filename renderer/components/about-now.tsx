/** Says, while a past moment is shown, of a page or dialog that it is about now all the same. */
import { useView } from '../app-context.ts'
import { t } from '../i18n/index.ts'

/** Nothing while now is shown. */
export function AboutNow() {
  const moment = useView((state) => state.moment)
  return moment === null ? null : <p className="form-note about-now">{t('moment.aboutNow')}</p>
}
