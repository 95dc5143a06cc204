/** The staged test of one provider: its steps as they were taken, and where the test itself stands. */
import { useState } from 'react'
import type { ProviderTest } from '../../../shared/ipc/contract.ts'
import { useApp } from '../../app-context.ts'
import { type SaveState, useSave } from '../../components/forms/use-save.ts'

/** A test that was run or is running. */
export interface ProviderTesting {
  readonly steps: ProviderTest['steps']
  readonly state: SaveState
  readonly test: (url: string, proxy: boolean) => void
  /** What was tested is another now. */
  readonly clear: () => void
}

/** No address of the portfolio is named in it. */
export function useProviderTest(): ProviderTesting {
  const { actions } = useApp()
  const [steps, setSteps] = useState<ProviderTest['steps']>([])
  const { state, run } = useSave()
  return {
    steps,
    state,
    test: (url, proxy) => {
      setSteps([])
      run(async (signal) => setSteps((await actions.testProvider({ url, proxy }, signal)).steps))
    },
    clear: () => setSteps([]),
  }
}
