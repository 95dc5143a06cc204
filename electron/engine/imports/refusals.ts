/** Why parts of files, and whole files, are refused. Nothing of a secret is repeated. */
import type { Refusal } from '../../../shared/address.ts'
import { AppError } from '../../../shared/errors.ts'
import type { ImportProblem, ImportRefusal } from '../../../shared/ipc/imports.ts'
import { say } from '../../../shared/said.ts'
import { refusal } from '../accounts/parse-address.ts'
import type { FoundSecret } from './file-secrets.ts'
import type { UnreadPart } from './file-types.ts'

const MESSAGES: Readonly<Record<ImportProblem, string>> = {
  no_address: 'there is no address in this row',
  too_long: 'this is longer than any address, key or descriptor',
  bad_birthday: 'this is not a day like 2020-12-31, nor the height of a block',
  too_many_accounts: 'the file names more keys and descriptors than are taken in at once (1,000)',
  other_first_address: 'the first address that the file names is not one of this key or descriptor',
  unsupported_wallet: 'a wallet of this kind cannot be watched by what is in the file',
  encrypted: 'this wallet file is encrypted: save it without a password, or export its extended public key',
  binary: 'this is a database of a wallet, not an export: export the output descriptor',
  not_readable: 'this is of no form that is known here',
}

/** The refusal of a part that could not be read. */
export function unreadRefusal({ line, problem, text }: UnreadPart): ImportRefusal {
  return { line, text, reason: problem, message: MESSAGES[problem] }
}

/** The refusal of an entry, with the text left out when it may be a secret. */
export function entryRefusal(line: number | null, text: string, reason: Refusal): ImportRefusal {
  return { ...refusal(line ?? 0, text, reason), line }
}

/** Fails with `refused_entries` where there is a secret: one is enough for the whole file. */
export function refuseFile(secret: FoundSecret | null): void {
  if (secret === null) return
  const { line, reason } = secret
  const entry = { ...refusal(line ?? 0, '', reason), line, text: null }
  const kind = reason === 'private_key' ? 'key' : 'phrase'
  const message = line === null ? say(`file_secret_${kind}`) : say(`file_secret_${kind}_line`, { line })
  throw new AppError('refused_entries', message, { detail: [entry] })
}
