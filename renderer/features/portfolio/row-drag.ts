/** Dragging rows to a group; the same is done by the dialog that moves, with the keyboard too. */
import { type DragEvent, useState } from 'react'
import { type AppServices, useApp } from '../../app-context.ts'
import { IpcError } from '../../bridge/bridge.ts'

/** What is dragged inside this window only. */
const TYPE = 'application/x-tidemark-rows'

/** A row is picked up: with it, all that are picked where it is one of them. */
export function startRowDrag(event: DragEvent, watchId: number, { view }: AppServices): void {
  const { picked } = view.getState()
  const ids = picked.has(watchId) ? [...picked] : [watchId]
  event.dataTransfer.setData(TYPE, JSON.stringify(ids))
  event.dataTransfer.effectAllowed = 'move'
}

/** What makes an element take rows for a group; null takes none. */
export function useDropTarget(group: string | null) {
  const services = useApp()
  const [over, setOver] = useState(false)
  if (group === null) return {}
  return {
    'data-over': over || undefined,
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(TYPE)) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false)
      event.preventDefault()
      const ids: unknown = JSON.parse(event.dataTransfer.getData(TYPE) || '[]')
      if (Array.isArray(ids)) void dropRows(ids.filter(Number.isInteger), group, services)
    },
  }
}

/** Where more servers could then be asked, the dialog says so and asks. */
async function dropRows(ids: readonly number[], group: string, services: AppServices): Promise<void> {
  const { actions, notices, view } = services
  if (ids.length === 0) return
  try {
    await actions.move(ids, group, false)
  } catch (error) {
    if (error instanceof IpcError && error.code === 'forbidden')
      view.setState({ picked: new Set(ids), dialog: 'move', moveTo: group })
    notices.error(error)
  }
}
