import { encodeQR } from 'qr'
import { useMemo } from 'react'
import { t } from '../i18n/index.ts'

/** The text as a QR code, dark on light in both themes so that every reader takes it. The text itself stands beside it. */
export function QrCode({ text }: { readonly text: string }) {
  const path = useMemo(() => pathOf(encodeQR(text, 'raw', { border: 2 })), [text])
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${path.size} ${path.size}`}
      role="img"
      aria-label={t('pane.qrLabel')}
      shapeRendering="crispEdges"
    >
      <rect className="qr-ground" width={path.size} height={path.size} />
      <path className="qr-dots" d={path.d} />
    </svg>
  )
}

function pathOf(dots: readonly (readonly boolean[])[]): { readonly size: number; readonly d: string } {
  const d = dots.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return { size: dots.length, d }
}
