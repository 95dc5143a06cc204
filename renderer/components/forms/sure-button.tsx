/** A button for what cannot be taken back: it asks once more, in its own place. */
import { useEffect, useRef, useState } from 'react'
import { t } from '../../i18n/index.ts'

interface SureButtonProps {
  readonly label: string
  /** Its name for those who listen, where there are several of its kind. */
  readonly name?: string
  /** What would be lost, as a question. */
  readonly question: string
  readonly onSure: () => void
}

/** The way back has the focus, so that a second press of the same key does nothing. Esc is the way back, too. */
export function SureButton({ label, name, question, onSure }: SureButtonProps) {
  const [asking, setAsking] = useState(false)
  const first = useRef<HTMLButtonElement>(null)
  const keep = useRef<HTMLButtonElement>(null)
  const wasAsking = useRef(false)
  useEffect(() => {
    if (asking) keep.current?.focus()
    else if (wasAsking.current) first.current?.focus()
    wasAsking.current = asking
  }, [asking])
  if (!asking)
    return (
      <button
        ref={first}
        type="button"
        className="btn quiet"
        aria-label={name}
        onClick={() => setAsking(true)}
      >
        {label}
      </button>
    )
  return (
    <div
      className="sure"
      role="group"
      aria-label={question}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        setAsking(false)
      }}
    >
      <span>{question}</span>
      <button
        type="button"
        className="btn"
        onClick={() => {
          setAsking(false)
          onSure()
        }}
      >
        {label}
      </button>
      <button ref={keep} type="button" className="btn" onClick={() => setAsking(false)}>
        {t('settings.keepIt')}
      </button>
    </div>
  )
}
