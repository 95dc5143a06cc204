/** Which settings can be changed here and now. */
import type { FixedSetting } from '../../../shared/ipc/contract.ts'
import { useSnapshot } from '../../app-context.ts'

/** `fixed`: given for this run. `disabled`: it cannot be changed, for that or because this window only looks. */
export interface Lock {
  readonly fixed: boolean
  readonly disabled: boolean
}

/** The lock of one setting. */
export function useLock(part: FixedSetting): Lock {
  const { writable, fixedByCommandLine } = useSnapshot(({ settings }) => settings)
  const fixed = fixedByCommandLine.includes(part)
  return { fixed, disabled: fixed || !writable }
}
