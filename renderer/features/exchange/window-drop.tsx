/** A file dropped anywhere onto the window opens the import with it; the browser must not open it itself. */
import { useEffect } from 'react'
import { useApp } from '../../app-context.ts'

/** Draws nothing. */
export function WindowDrop() {
  const { view } = useApp()
  useEffect(() => {
    const isFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
    const over = (event: DragEvent): void => {
      if (isFile(event)) event.preventDefault()
    }
    const drop = (event: DragEvent): void => {
      const file = event.dataTransfer?.files[0]
      if (!isFile(event) || file === undefined || event.defaultPrevented) return
      event.preventDefault()
      const { dialog } = view.getState()
      if (dialog === 'none' || dialog === 'import') view.setState({ dialog: 'import', dropped: file })
    }
    window.addEventListener('dragover', over)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('drop', drop)
    }
  }, [view])
  return null
}
