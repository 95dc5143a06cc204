/** Wallet files and replies in JSON, told apart by what is in them. Pure. */
import type { Network } from '../../../shared/chain.ts'
import { parseAddress } from '../accounts/parse-address.ts'
import { coreAddresses, coreDescriptors } from './core.ts'
import { electrumLabels, electrumWallet } from './electrum.ts'
import { type FileReading, reading } from './file-types.ts'
import { hardwareJson } from './hardware-json.ts'
import { field, isObject, textField } from './json-text.ts'
import { sparrowWallet } from './sparrow.ts'
import { specterWallet } from './specter.ts'
import { isPortfolioFile, portfolioFile } from './tidemark.ts'

/** Reads a document; null where it is of no kind that is known. */
export function readJsonFile(value: unknown, network: Network): FileReading | null {
  if (isPortfolioFile(value)) return portfolioFile(value)
  const list = Array.isArray(value) ? (value as readonly unknown[]) : null
  if (
    field(value, 'descriptors') !== undefined ||
    list?.some((each) => textField(each, 'desc') !== undefined && field(each, 'amount') === undefined)
  )
    return coreDescriptors(value)
  if (field(value, 'wallet_type') !== undefined || field(value, 'keystore') !== undefined)
    return electrumWallet(value, network)
  if (Array.isArray(field(value, 'keystores'))) return sparrowWallet(value, network)
  if (textField(value, 'descriptor') !== undefined || textField(value, 'recv_descriptor') !== undefined)
    return specterWallet(value)
  if (isObject(value) && Object.keys(value).some((name) => /^bip(44|49|84|86)$/.test(name)))
    return hardwareJson(value, network)
  const addresses = coreAddresses(value, network)
  if (addresses !== null) return addresses
  if (isObject(value) && isLabelMap(value, network)) return electrumLabels(value, network)
  return null
}

/** Electrum's "export labels": names are addresses and transactions, values are texts. */
function isLabelMap(value: object, network: Network): boolean {
  const pairs = Object.entries(value)
  return (
    pairs.length > 0 &&
    pairs.every(
      ([name, label]) =>
        typeof label === 'string' &&
        (/^[0-9a-f]{64}$/.test(name) || parseAddress(name, network).kind === 'address'),
    )
  )
}

/** The reading of a document that is of no kind that is known. */
export const UNKNOWN_JSON: FileReading = reading('lines', {
  unread: [{ line: null, problem: 'not_readable', text: null }],
})
