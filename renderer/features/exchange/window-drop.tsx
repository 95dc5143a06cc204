/** A file or a text dropped anywhere onto the window opens the import with it; the browser must not open it itself. */
import { useEffect } from 'react'
import { useApp } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'

/** Marks what is dragged within the window; a mark on the drag itself goes with it, however it ends. */
const OWN = 'application/x-tidemark-drag'

/** Draws nothing. */
export function WindowDrop() {
  const { view } = useApp()
  useEffect(() => {
    const begin = ({ dataTransfer }: DragEvent): void => dataTransfer?.setData(OWN, '')
    const isWanted = (event: DragEvent): boolean => isFile(event) || isText(event)
    const over = (event: DragEvent): void => {
      if (isWanted(event)) event.preventDefault()
    }
    const drop = (event: DragEvent): void => {
      if (event.defaultPrevented || !isWanted(event)) return
      event.preventDefault()
      const dropped = droppedOf(event)
      const { dialog } = view.getState()
      if (dropped !== null && (dialog === 'none' || dialog === 'import'))
        view.setState({ dialog: 'import', dropped })
    }
    window.addEventListener('dragstart', begin)
    window.addEventListener('dragover', over)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragstart', begin)
      window.removeEventListener('dragover', over)
      window.removeEventListener('drop', drop)
    }
  }, [view])
  return null
}

function isFile({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false
}

/** What is dragged within the window is nothing to import. A field takes a text by itself. */
function isText({ dataTransfer, target }: DragEvent): boolean {
  const isField = target instanceof HTMLElement && target.matches('input, textarea')
  const types = dataTransfer?.types ?? []
  return !isField && types.includes('text/plain') && !types.includes(OWN)
}

/** A text becomes a file without a line more than it has; null where there is nothing in it. */
function droppedOf(event: DragEvent): File | null {
  if (isFile(event)) return event.dataTransfer?.files[0] ?? null
  const text = event.dataTransfer?.getData('text/plain') ?? ''
  return text.trim() === '' ? null : new File([text], t('imports.pasted'), { type: 'text/plain' })
}
