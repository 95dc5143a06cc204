/** An account of many scripts, each with two coins whose values follow from the script alone. */
import type { ChainScript } from '../../../../electron/store/account-growth.ts'
import type { Store } from '../../../../electron/store/open-store.ts'
import type { NewAccount } from '../../../../electron/store/portfolio-store.ts'
import { largeSnapshot } from './large-snapshot.ts'

const NEVER = new AbortController().signal

/** What it derives, more or less. */
export const ACCOUNT_SCRIPTS = 2_500

/** What is watched. */
export const ACCOUNT: NewAccount = {
  account: {
    descriptor: 'wpkh(large/*)',
    scriptType: 'p2wpkh',
    ranged: true,
    origin: null,
    cosigners: null,
    chains: ['wpkh(large/*)'],
  },
  gapLimit: ACCOUNT_SCRIPTS,
  gapSaid: false,
  lookahead: ACCOUNT_SCRIPTS,
}

/** The script at an index. */
export const scriptAt = (index: number): ChainScript => ({
  index,
  scriptPubKey: Uint8Array.of(0, 3, index >> 8, index & 255),
  address: `large ${index}`,
})

/** Watches it with all of its scripts. Returns the entry's number. */
export async function watchAccount(store: Pick<Store, 'portfolio' | 'growth'>): Promise<number> {
  const { added } = await store.portfolio.add([ACCOUNT])
  const chain = (await store.growth.shortChains())[0]?.id ?? -1
  for (let at = 0; at < ACCOUNT_SCRIPTS; at += 500)
    await store.growth.extendChain(
      chain,
      Array.from({ length: 500 }, (_, i) => scriptAt(at + i)),
    )
  return added[0]?.id ?? -1
}

/** Serves all scripts that wait with two coins each, of blocks below 100. */
export async function serveAll({ scan }: Pick<Store, 'scan'>): Promise<void> {
  await scan.apply(largeSnapshot(await scan.scriptsWithoutSnapshot(1_000_000, NEVER)))
}
