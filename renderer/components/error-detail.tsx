/** What is behind an error, as a text that can be copied into a report: no address and no secret is in it. */
import { useState } from 'react'
import { IpcError } from '../bridge/bridge.ts'
import { t } from '../i18n/index.ts'

/** When, what, and its details. The host's messages hold no secret; what the person typed is left out. */
export function detailsOf(error: unknown, now: number): string {
  const when = new Date(now).toISOString()
  if (error instanceof IpcError) {
    const detail = isPlain(error.detail) ? `\n${JSON.stringify(error.detail)}` : ''
    return `${when} ${error.code}: ${error.message}${detail}`
  }
  if (error instanceof Error) return `${when} ${error.name}: ${error.message}\n${error.stack ?? ''}`.trim()
  return `${when} ${String(error)}`
}

/** Lists may repeat lines that were typed: only words and numbers are passed on. */
function isPlain(detail: unknown): boolean {
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return false
  return Object.values(detail).every((value) => typeof value !== 'object' || value === null)
}

/** Puts the details on the clipboard; false where the browser does not allow it. */
export async function copyDetails(error: unknown): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(detailsOf(error, Date.now()))
    return true
  } catch {
    return false
  }
}

/** A button that copies them, and says so. Nothing where there is no error. */
export function CopyDetails({ error }: { readonly error: unknown }) {
  const [copied, setCopied] = useState(false)
  if (error === undefined) return null
  return (
    <button type="button" className="btn quiet" onClick={() => void copyDetails(error).then(setCopied)}>
      <span aria-live="polite">{copied ? t('errorDetail.copied') : t('errorDetail.copy')}</span>
    </button>
  )
}

/** What went wrong, whether data is safe, what to do, and the details. */
export function ErrorDetail({ error, message }: { readonly error: unknown; readonly message: string }) {
  return (
    <div className="error-detail" role="alert">
      <p className="form-error">
        <b>{message}</b> {t('states.dataSafe')}
      </p>
      {error instanceof IpcError && <p className="hint">{t(`errorAdvice.${error.code}`)}</p>}
      <CopyDetails error={error} />
    </div>
  )
}
