/** A press selects; with Ctrl it picks one more, with Shift everything up to it; the other button opens the menu. */
import { type MouseEvent, useCallback } from 'react'
import { useApp } from '../../app-context.ts'
import { toggled } from '../../stores/picking.ts'
import { pickBetween } from './pick-rows.ts'

/** What happens at a row; the functions stay the same, so that rows are not drawn again for them. */
export function useRowEvents() {
  const services = useApp()
  const { view } = services
  const onFocus = useCallback(
    (watchId: number, at: number) => view.setState({ selected: watchId, at, focusNext: null, focusAt: null }),
    [view],
  )
  const onClick = useCallback(
    (watchId: number, at: number, event: MouseEvent) => {
      const { picked, anchor } = view.getState()
      if (event.ctrlKey || event.metaKey)
        return view.setState({
          picked: toggled(picked, anchor, watchId),
          anchor: watchId,
          selected: watchId,
          at,
        })
      if (event.shiftKey) {
        view.setState({ selected: watchId, at })
        return void pickBetween(services, anchor, at)
      }
      return view.setState({ selected: watchId, at, anchor: watchId, picked: new Set() })
    },
    [services, view],
  )
  const onMenu = useCallback(
    (watchId: number, at: number, event: MouseEvent) => {
      event.preventDefault()
      const { picked } = view.getState()
      view.setState({
        selected: watchId,
        at,
        ...(picked.has(watchId) ? {} : { picked: new Set<number>(), anchor: watchId }),
        rowMenu: menuPlace(event),
      })
    },
    [view],
  )
  return { onFocus, onClick, onMenu }
}

/** At the pointer; by the keyboard, which has none, below the beginning of the row. */
function menuPlace({ clientX, clientY, currentTarget }: MouseEvent): { x: number; y: number } {
  const { left, top, right, bottom } = currentTarget.getBoundingClientRect()
  const isInside = clientX >= left && clientX <= right && clientY >= top && clientY <= bottom
  return isInside ? { x: clientX, y: clientY } : { x: left + 16, y: bottom - 4 }
}
