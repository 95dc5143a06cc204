/** The newest cross-check of an address, and a way to do one. */
import { useEffect, useRef, useState } from 'react'
import type { CrossCheck } from '../../../shared/cross-check.ts'
import { useApp, useHost } from '../../app-context.ts'

/** What is known, and whether one is being done. */
export interface CrossCheckState {
  /** Null: none yet, or not read yet. */
  readonly check: CrossCheck | null
  readonly running: boolean
  /** Starts one, or gives up the one that runs. */
  readonly toggle: () => void
}

/** Leaving the address gives up what runs. */
export function useCrossCheck(address: string): CrossCheckState {
  const { bridge, notices } = useApp()
  const connected = useHost((state) => state.connection === 'connected')
  const [check, setCheck] = useState<CrossCheck | null>(null)
  const [running, setRunning] = useState(false)
  const controller = useRef<AbortController | null>(null)

  useEffect(() => {
    if (!connected) return undefined
    const reading = new AbortController()
    bridge.call('crosscheck.list', { addresses: [address] }, { signal: reading.signal }).then(
      ([newest]) => setCheck((known) => newest ?? known),
      (error: unknown) => {
        if (!reading.signal.aborted) notices.error(error)
      },
    )
    return () => reading.abort()
  }, [bridge, notices, connected, address])

  useEffect(() => () => controller.current?.abort(), [])

  async function run(): Promise<void> {
    const own = new AbortController()
    controller.current = own
    setRunning(true)
    try {
      const { checks } = await bridge.call('crosscheck.run', { addresses: [address] }, { signal: own.signal })
      const [newest] = checks
      if (newest) setCheck(newest)
    } catch (error) {
      if (!own.signal.aborted) notices.error(error)
    }
    setRunning(false)
  }

  return { check, running, toggle: () => (running ? controller.current?.abort() : void run()) }
}
