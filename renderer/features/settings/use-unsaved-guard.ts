/** Closing with unsaved changes warns once, and then does it. */
import { useCallback, useRef, useState } from 'react'
import { t } from '../../i18n/index.ts'
import { listText } from '../../texts/words.ts'

/** `tell` is for the parts, `close` for whoever wants to close, `warning` is shown where it can be seen. */
export function useUnsavedGuard(onClose: () => void): {
  readonly tell: (part: string, unsaved: boolean) => void
  readonly close: () => void
  readonly warning: string
} {
  const unsaved = useRef(new Set<string>())
  const [warning, setWarning] = useState('')
  const tell = useCallback((part: string, isUnsaved: boolean): void => {
    const { size } = unsaved.current
    if (isUnsaved) unsaved.current.add(part)
    else unsaved.current.delete(part)
    if (unsaved.current.size !== size) setWarning('') // what it said is not so any more
  }, [])
  const close = (): void => {
    if (unsaved.current.size > 0 && warning === '')
      return setWarning(t('settings.leaveUnsaved', { parts: listText([...unsaved.current]) }))
    setWarning('')
    onClose()
  }
  return { tell, close, warning }
}
