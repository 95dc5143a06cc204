/** Where in a wallet an address of a chain lies. Pure. */
import type { AccountInfo } from '../../../shared/ipc/accounts.ts'

/** The steps behind the first key of a descriptor: `/0/*`. */
const STEPS = /(?:pub[1-9A-HJ-NP-Za-km-z]+|[0-9a-f]{64,66})((?:\/[^/(),#]+)*)/

/** The path of an index of a chain, from the origin of its first key where that is known: `84h/0h/0h/0/7`. */
export function pathOf(chain: string, origin: AccountInfo['origin'], index: number): string {
  const steps = (STEPS.exec(chain)?.[1] ?? '').replace('*', String(index)).split('/')
  return [origin?.path ?? '', ...steps].filter((step) => step !== '').join('/')
}
