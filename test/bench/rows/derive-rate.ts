/** derive.rate: the addresses of a single-key range, from an account's description, against @scure/bip32 used plainly. */
import { HDKey } from '@scure/bip32'
import { p2wpkh } from '@scure/btc-signer'
import { deriveScripts } from '../../../electron/engine/accounts/derive-scripts.ts'
import { parseEntry } from '../../../electron/engine/accounts/parse-entry.ts'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import type { RowDefinition } from '../types.ts'

/** The account key of BIP-84's vectors. */
const ZPUB =
  'zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs'
const COUNT = 1_000

/** Both make the same addresses, one after the other, in one thread. */
export const deriveRate: RowDefinition = {
  id: 'derive.rate',
  what: 'derive 1,000 addresses of a wpkh() range | @scure/bip32 deriveChild and @scure/btc-signer p2wpkh',
  unit: 'addresses/s',
  better: 'higher',
  target: 2.5,
  async measure(ground, signal) {
    const entry = parseEntry(ZPUB, 'main')
    const chain = entry.kind === 'account' ? (entry.account.chains[0] ?? '') : ''
    const ours = (): readonly (string | null)[] =>
      deriveScripts(chain, 'main', 0, COUNT).map(({ address }) => address)
    const theirs = (): readonly (string | null)[] => derivePlainly(/xpub\w+/.exec(chain)?.[0] ?? '')
    if (ours().join() !== theirs().join()) throw new Error('the two derive different addresses')
    return measurePair(
      {
        ours: async () => rateOf(ours),
        peer: async () => rateOf(theirs),
        rounds: LEAST_ROUNDS,
        log: ground.log,
      },
      signal,
    )
  },
}

function derivePlainly(xpub: string): readonly (string | null)[] {
  const receive = HDKey.fromExtendedKey(xpub).deriveChild(0)
  return Array.from({ length: COUNT }, (_, index) => {
    const { publicKey } = receive.deriveChild(index)
    return publicKey === null ? null : (p2wpkh(publicKey).address ?? null)
  })
}

function rateOf(run: () => unknown): number {
  const started = performance.now()
  run()
  return COUNT / ((performance.now() - started) / 1_000)
}
