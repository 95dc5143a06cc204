/** Saving or testing a part of the settings: one at a time, its outcome beside the form. */
import { useEffect, useRef, useState } from 'react'
import { errorText } from '../../texts/host-text.ts'

/** Where saving stands. The message is for people. */
export type SaveState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy' }
  /** `told`: what the work resulted in. */
  | { readonly kind: 'done'; readonly told: unknown }
  /** `error`: what was thrown, for its details; absent where the form itself refused. */
  | { readonly kind: 'failed'; readonly message: string; readonly error?: unknown }

/** The form itself refuses, with a text for people. */
export class Refusal extends Error {}

/** `run` ignores calls while one is under way; the work is given up when the form goes away. */
export function useSave(): {
  readonly state: SaveState
  readonly run: (work: (signal: AbortSignal) => Promise<unknown>) => void
  readonly fail: (message: string) => void
} {
  const [state, setState] = useState<SaveState>({ kind: 'idle' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])
  const run = (work: (signal: AbortSignal) => Promise<unknown>): void => {
    if (state.kind === 'busy') return
    const controller = new AbortController()
    running.current = controller
    setState({ kind: 'busy' })
    work(controller.signal).then(
      (told) => setState({ kind: 'done', told }),
      (error: unknown) => {
        if (!controller.signal.aborted) setState({ kind: 'failed', message: messageOf(error), error })
      },
    )
  }
  return { state, run, fail: (message) => setState({ kind: 'failed', message }) }
}

function messageOf(error: unknown): string {
  return error instanceof Refusal ? error.message : errorText(error)
}
