import { useState } from 'react'
import { QrCode } from '../../components/qr-code.tsx'
import { t } from '../../i18n/index.ts'

/** A QR code that is shown when it is wanted: it is large, and somebody may look over the shoulder. */
export function QrPart({ text }: { readonly text: string }) {
  const [shown, setShown] = useState(false)
  return (
    <>
      <button type="button" className="btn" aria-expanded={shown} onClick={() => setShown(!shown)}>
        {shown ? t('pane.hideQr') : t('pane.showQr')}
      </button>
      {shown && <QrCode text={text} />}
    </>
  )
}
