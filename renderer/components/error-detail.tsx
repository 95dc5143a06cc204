/** What is behind an error, as a text that can be copied into a report: no address and no secret is in it. */
import { type ReactNode, useState } from 'react'
import { IpcError, type IpcErrorCode } from '../bridge/bridge.ts'
import { t } from '../i18n/index.ts'
import { errorText } from '../texts/host-text.ts'

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

/** Whether data is safe, and what to do. */
export function adviceOf(error: unknown): string {
  return error instanceof IpcError ? t(`errorAdvice.${error.code}`) : t('states.dataSafe')
}

/** What was typed cannot be used: the form says so, and there is nothing to report. */
const OWN_FAULT: ReadonlySet<IpcErrorCode> = new Set(['invalid_input', 'refused_entries', 'not_watched'])

/** Whether somebody may want to report it. */
function isReportable(error: unknown): boolean {
  return error !== undefined && !(error instanceof IpcError && OWN_FAULT.has(error.code))
}

/** What happened, whether data is safe, what to do, and the details; `children` are further things to press. */
export function ErrorLine({
  error,
  message,
  children,
}: {
  readonly error: unknown
  readonly message: string
  readonly children?: ReactNode
}) {
  return (
    <>
      <b>{message}</b> <span className="advice">{adviceOf(error)}</span> {children}
      {isReportable(error) && <CopyDetails error={error} />}
    </>
  )
}

/** What a form was refused. What may be done all the same after a second press is a question, and no error to report. */
export function RefusalText({ refusal }: { readonly refusal: IpcError }) {
  const text = errorText(refusal)
  const isQuestion = refusal.code === 'forbidden'
  return <p className="form-error">{isQuestion ? text : <ErrorLine error={refusal} message={text} />}</p>
}

/** The same as a part of a page, read out at once. */
export function ErrorDetail(props: {
  readonly error: unknown
  readonly message: string
  readonly children?: ReactNode
}) {
  return (
    <p className="form-error" role="alert">
      <ErrorLine {...props} />
    </p>
  )
}
