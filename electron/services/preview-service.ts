/** The first addresses of what a line may stand for. Nothing is stored, nobody is asked. */
import type { Network } from '../../shared/chain.ts'
import type { Preview, PreviewOption, PreviewRequest } from '../../shared/ipc/doctor.ts'
import type { ParsedAccount } from '../engine/accounts/account-key.ts'
import type { Deriver } from '../engine/accounts/deriver.ts'
import { type ParsedAddress, refusal } from '../engine/accounts/parse-address.ts'
import { parseEntry } from '../engine/accounts/parse-entry.ts'

/** Addresses of each chain. */
const FIRST = 5

/** Answers `account.preview`. */
export function createPreview(
  network: Network,
  deriver: Pick<Deriver, 'derive'>,
): (request: PreviewRequest, signal: AbortSignal) => Promise<Preview> {
  async function optionOf(account: ParsedAccount, signal: AbortSignal): Promise<PreviewOption> {
    const { descriptor, scriptType, ranged, origin, cosigners } = account
    const derived = account.chains.map(async (chain) => {
      const scripts = await deriver.derive(chain, network, 0, FIRST, signal)
      return { descriptor: chain, addresses: scripts.map(({ address }) => address) }
    })
    return { descriptor, scriptType, ranged, origin, cosigners, chains: await Promise.all(derived) }
  }

  return async ({ line, scriptType }, signal) => {
    const entry = parseEntry(line, network)
    if (entry.kind === 'refused') return { options: [], refused: refusal(1, line.trim(), entry.reason) }
    if (entry.kind === 'address') return { options: [addressOption(entry.address)], refused: null }
    const all = entry.kind === 'choose' ? entry.options : [entry.account]
    const wanted = all.filter((account) => scriptType === undefined || account.scriptType === scriptType)
    return { options: await Promise.all(wanted.map((account) => optionOf(account, signal))), refused: null }
  }
}

function addressOption({ text, scriptType }: ParsedAddress): PreviewOption {
  const chains = [{ descriptor: null, addresses: [text] }]
  return { descriptor: text, scriptType, ranged: false, origin: null, cosigners: null, chains }
}
