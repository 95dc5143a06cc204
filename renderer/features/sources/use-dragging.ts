/** Dragging the items of a list to another place. The keyboard has buttons for the same. */
import { type DragEvent, useState } from 'react'

/** What an item at a place needs to be dragged and dropped on. */
export interface Dragging {
  readonly from: number | null
  readonly over: number | null
  /** For the grip of the item. */
  readonly grip: (place: number) => {
    readonly draggable: true
    readonly onDragStart: (event: DragEvent) => void
    readonly onDragEnd: () => void
  }
  /** For the item itself. */
  readonly target: (place: number) => {
    readonly onDragOver: (event: DragEvent) => void
    readonly onDrop: (event: DragEvent) => void
  }
}

/** `move` is told once, when the item is dropped on another place of the same list. Places are from 0. */
export function useDragging(move: (from: number, to: number) => void): Dragging {
  const [from, setFrom] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const end = (): void => {
    setFrom(null)
    setOver(null)
  }
  return {
    from,
    over,
    grip: (place) => ({
      draggable: true,
      onDragStart: (event) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', String(place)) // some browsers drag nothing without data
        setFrom(place)
      },
      onDragEnd: end,
    }),
    target: (place) => ({
      onDragOver: (event) => {
        if (from === null) return // something from elsewhere
        event.preventDefault()
        setOver(place)
      },
      onDrop: (event) => {
        if (from === null) return
        event.preventDefault()
        move(from, place)
        end()
      },
    }),
  }
}
