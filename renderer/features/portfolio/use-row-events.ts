/** A press selects; with Ctrl it picks one more, with Shift everything up to it. */
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
  return { onFocus, onClick }
}
