/** One look at a time; it is given up when the dialog goes away. */
import { useEffect, useRef, useState } from 'react'
import type { DoctorReport } from '../../../shared/ipc/doctor.ts'
import { useApp } from '../../app-context.ts'
import { errorText } from '../../texts/host-text.ts'

/** Where the look stands. */
export type DoctorState =
  | { readonly kind: 'idle' | 'running' }
  | { readonly kind: 'failed'; readonly message: string; readonly error: unknown }
  | { readonly kind: 'done'; readonly report: DoctorReport }

/** `toggle` begins a look, or gives the running one up. */
export function useDoctor(
  line: string,
  range: number,
): { readonly state: DoctorState; readonly toggle: () => void } {
  const { bridge } = useApp()
  const [state, setState] = useState<DoctorState>({ kind: 'idle' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])
  const toggle = (): void => {
    if (state.kind === 'running') {
      running.current?.abort()
      return setState({ kind: 'idle' })
    }
    const controller = new AbortController()
    running.current = controller
    setState({ kind: 'running' })
    bridge.call('doctor.run', { line, range }, { signal: controller.signal }).then(
      (report) => setState({ kind: 'done', report }),
      (error: unknown) => {
        if (controller.signal.aborted) return
        setState({
          kind: 'failed',
          message: errorText(error),
          error,
        })
      },
    )
  }
  return { state, toggle }
}
