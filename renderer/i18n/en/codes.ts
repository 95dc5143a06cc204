/** English texts for everything the host says in codes. Exhaustive by type: a new code fails to compile here. */
import type { Refusal } from '../../../shared/address.ts'
import type {
  ProviderHealth,
  ProviderTestStep,
  ScanObstacle,
  ScriptType,
  TestStep,
} from '../../../shared/ipc/contract.ts'
import type { ImportProblem } from '../../../shared/ipc/imports.ts'
import type { CallProblem } from '../../../shared/ipc/sources.ts'
import type { LabelRefusal } from '../../../shared/labels.ts'
import type { NodeProblem } from '../../../shared/node-problem.ts'
import type { Reason } from '../../../shared/reading.ts'
import type { IpcErrorCode } from '../../bridge/bridge.ts'

/** Why a reading is not simply current. */
export const reasons = {
  snapshot_waiting: 'The first look at its unspent outputs has not been taken yet.',
  snapshot_void:
    'A reorganisation went below the block it was first read at. It is read again; until then this is the last figure.',
  ledger_behind: 'Your own data ends too many blocks below the tip.',
  growing: 'Addresses came in as others were used: their first look-up is still to come.',
  gap_uncertain:
    'The servers could not tell which of its empty addresses were used: there may be more behind them.',
  joining: 'The blocks since it was first read are still being gone through.',
  offline_mode: 'The offline switch is on: nobody was asked.',
  not_asked: 'Nobody was asked this time.',
  node_not_set: 'No own node is set up.',
  node_unreachable: 'The own node does not answer.',
  node_cookie_missing: 'The cookie file of the own node is not there: bitcoind is most likely not running.',
  node_auth: 'The own node refuses the user, password or cookie.',
  node_forbidden: 'The own node does not allow a call that is needed (rpcwhitelist).',
  node_warming_up: 'The own node is starting.',
  node_busy: 'The own node is busy.',
  node_wrong_chain: 'The own node is on another network.',
  node_too_old: 'The own node is older than Bitcoin Core 25.',
  node_syncing: 'The own node is still downloading the chain.',
  node_behind: 'The own node is at an older block than Tidemark has read.',
  node_pruned: 'The own node has pruned blocks that are needed.',
  node_fault: 'The own node answered something it must not answer.',
  provider_not_set: 'No provider is set.',
  provider_not_allowed:
    'No provider may be asked about it: none was consented to, or a limit in the settings forbids it.',
  provider_unreachable: 'A provider does not answer.',
  provider_refused: 'A provider refuses to answer, most likely because it was asked too often.',
  provider_bad_answer: 'A provider gave a number that cannot be right; it was not taken over.',
  provider_moving: 'A provider got a new block during the question.',
  provider_not_newer: 'A provider knows no newer block than your own data.',
  provider_cannot_know: 'A provider does not serve this kind of address.',
  provider_too_many: 'The address has more history than a provider serves.',
  not_recorded: 'Nobody was asked: it could not be written down who would be.',
  deadline: 'The answer took too long.',
} as const satisfies Readonly<Record<Reason, string>>

/** The own node's state in the status bar, without height and age. */
export const nodeProblems = {
  unreachable: 'Own node not reachable',
  cookie_missing: 'Own node not running: no cookie file',
  auth: 'Own node refuses the credentials',
  forbidden: 'Own node forbids a needed call',
  warming_up: 'Own node is starting',
  busy: 'Own node is busy',
  wrong_chain: 'Own node is on another network',
  too_old: 'Own node is too old',
  pruned: 'Own node has pruned needed blocks',
  scan_running: 'Own node is running another program’s scan',
  fault: 'Own node answers wrongly',
} as const satisfies Readonly<Record<NodeProblem, string>>

/** What to do about it. */
export const nodeFixes = {
  unreachable: 'Check that bitcoind runs and that the URL is right.',
  cookie_missing: 'Start bitcoind; it writes the file when it starts.',
  auth: 'Check user and password, or choose the cookie file of this network.',
  forbidden: 'Add the call to rpcwhitelist in bitcoin.conf.',
  warming_up: 'It takes a few minutes; nothing to do.',
  busy: 'Tidemark asks again by itself.',
  wrong_chain: 'Set a node of the network named at the top.',
  too_old: 'Update it to Bitcoin Core 25 or later.',
  pruned: 'Unspent outputs are looked up again; what happened in between stays a hole.',
  scan_running: 'Tidemark waits until that scan ends.',
  fault: 'Look at the node’s own log.',
} as const satisfies Readonly<Record<NodeProblem, string>>

/** Why the scan waits. */
export const waiting = {
  unreachable: 'waiting for the own node',
  cookie_missing: 'waiting for the own node to start',
  auth: 'waiting for right credentials',
  forbidden: 'waiting for the node to allow a needed call',
  warming_up: 'waiting for the own node to start',
  busy: 'waiting for the own node',
  wrong_chain: 'waiting for a node of this network',
  too_old: 'waiting for a newer node',
  pruned: 'waiting: needed blocks are pruned',
  scan_running: 'waiting for another program’s scan on the node',
  fault: 'waiting for the own node',
  storage: 'stopped: the disk or the database failed',
  node_not_set: 'no own node to read from',
  offline: 'paused by the offline switch',
  initial_download: 'waiting for the node to download the chain',
  paused: 'paused until you resume it',
  node_behind: 'waiting for the node to catch up with what was read',
} as const satisfies Readonly<Record<ScanObstacle, string>>

/** Why a line was refused. */
export const refusals = {
  empty: 'Nothing in this line.',
  private_key:
    'This is a private key. Tidemark never takes one; nothing of it was kept. Enter the address or the extended public key.',
  seed_phrase:
    'This is a seed phrase. Tidemark never takes one; nothing of it was kept. Enter the address or the extended public key.',
  extended_key: 'This is an extended key. An address belongs here.',
  descriptor: 'This is a descriptor. An address belongs here.',
  bad_checksum: 'The checksum does not match: most likely a typing error.',
  bad_key: 'This extended key is damaged.',
  cosigner_key: 'This is one key of a multisig wallet. Paste the descriptor of the whole wallet.',
  hardened_path: 'A hardened step needs the private key. Paste the extended public key of the account.',
  bad_descriptor: 'This descriptor is not right: a part is missing or cannot be.',
  unsupported_descriptor: 'This kind of descriptor is not watched. Paste one for each kind of address.',
  wrong_network: 'This belongs to another network than the one that is watched here.',
  mixed_case: 'Upper and lower case are mixed, which this kind of address forbids.',
  not_standard: 'Nobody can own this script, or everybody does.',
  not_an_address: 'This is not a bitcoin address.',
} as const satisfies Readonly<Record<Refusal, string>>

/** What happened, by its code alone: said where the host has no better words in the language of the window. */
export const errorTitles = {
  invalid_input: 'This input was not taken.',
  refused_entries: 'Some of it was refused.',
  not_watched: 'This is not in the portfolio.',
  locked: 'The data folder is in use by another program.',
  newer_schema: 'The data folder was written by a newer Tidemark.',
  wrong_network: 'This belongs to another network.',
  storage: 'The disk or the database failed.',
  node: 'The own node could not answer.',
  provider: 'No server gave an answer.',
  forbidden: 'This cannot be done here.',
  cancelled: 'Cancelled.',
  timeout: 'It took too long.',
  internal: 'Something went wrong inside Tidemark.',
  connection_lost: 'There is no connection to Tidemark.',
} as const satisfies Readonly<Record<IpcErrorCode, string>>

/** Why a part of a file was refused. */
export const importProblems = {
  no_address: 'There is no address in this row.',
  too_long: 'This is longer than any address, key or descriptor.',
  bad_birthday: 'This is neither a day like 2020-12-31 nor the height of a block.',
  too_many_accounts: 'The file names more keys and descriptors than are taken in at once (1,000).',
  other_first_address: 'The first address that the file names is not one of this key or descriptor.',
  unsupported_wallet: 'A wallet of this kind cannot be watched by what is in the file.',
  encrypted: 'This wallet file is encrypted. Save it without a password, or export its extended public key.',
  binary: 'This is the database of a wallet, not an export. Export the output descriptor.',
  not_readable: 'This is of no form that Tidemark knows.',
} as const satisfies Readonly<Record<ImportProblem, string>>

/** Why a line of a file of labels was refused. */
export const labelRefusals = {
  not_json: 'This is not a JSON object on one line.',
  too_long: 'The line, its label or its nesting is longer than any label should be.',
  no_type: 'It does not say what kind of thing it is about (type).',
  no_ref: 'It does not say what it is about (ref).',
  bad_ref: 'What it is about (ref) is not what its type says.',
  wrong_network: 'This belongs to another network.',
  bad_field: 'Its label or origin is no text, or its spendable is neither true nor false.',
  not_text: 'It holds half a character or a NUL and could not be kept as it is.',
  private_key: 'This is a private key. Tidemark never takes one; nothing of it was kept.',
  seed_phrase: 'This is a seed phrase. Tidemark never takes one; nothing of it was kept.',
} as const satisfies Readonly<Record<LabelRefusal, string>>

/** After what happened: whether data is safe, and what to do. */
export const errorAdvice = {
  invalid_input: 'Nothing was changed. Correct the input and try again.',
  refused_entries: 'Nothing was added. Correct the lines and try again.',
  not_watched: 'Nothing was changed. The address is not in the portfolio any more.',
  locked: 'Nothing was changed. Close the other program first.',
  newer_schema: 'The data is untouched. Use the newer Tidemark that wrote it.',
  wrong_network: 'Nothing was changed. Use a node of this network.',
  storage: 'What was recorded before is safe. Check free space and permissions of the data folder.',
  node: 'Your data is safe; the last known figures stay. Check the node under Sources.',
  provider: 'Your data is safe; the last known figures stay. Try again later.',
  forbidden: 'Nothing was changed. This window may not do that.',
  cancelled: 'Nothing else was changed.',
  timeout: 'Your data is safe; the last known figures stay. Try again.',
  internal: 'Your data is safe. The log in the data folder says more.',
  connection_lost: 'Your data is safe. Tidemark reconnects by itself; try again then.',
} as const satisfies Readonly<Record<IpcErrorCode, string>>

/** Address kinds by their script. */
export const scripts = {
  p2pk: 'public key (P2PK)',
  p2pkh: 'legacy, one key (P2PKH)',
  p2sh: 'script hash (P2SH)',
  p2wpkh: 'SegWit, one key (P2WPKH)',
  p2wsh: 'SegWit, script (P2WSH)',
  p2tr: 'Taproot (P2TR)',
  witness: 'unknown witness version',
  other: 'a script of its own, without an address',
} as const satisfies Readonly<Record<ScriptType, string>>

/** Names of the steps of a node test. */
export const testSteps = {
  url: 'URL',
  connect: 'Connection',
  auth: 'Credentials',
  network: 'Network',
  sync: 'Blocks',
  features: 'Features',
  rights: 'Rights',
} as const satisfies Readonly<Record<TestStep['step'], string>>

/** Names of the steps of a provider's test. */
export const providerSteps = {
  url: 'URL',
  dns: 'Name',
  tcp: 'Connection',
  tls: 'Encryption',
  protocol: 'Protocol',
  network: 'Network',
  tip: 'Newest block',
  limits: 'Limits',
  latency: 'Speed',
} as const satisfies Readonly<Record<ProviderTestStep['step'], string>>

/** Why a provider is passed over right now. */
export const skips = {
  left_alone: 'it wants to be left alone',
  lying: 'it gave numbers that cannot be right',
  failing: 'it failed several times in a row',
  behind: 'it is too many blocks behind the others',
  budget: 'it was asked as often as it allows',
} as const satisfies Readonly<Record<NonNullable<ProviderHealth['skipped']>['reason'], string>>

/** Why a provider gave no answer. */
export const callProblems = {
  unreachable: 'did not answer',
  refused: 'refused',
  bad_answer: 'gave an answer that cannot be right',
  moving: 'got a new block meanwhile',
  unsupported: 'does not serve this kind of address',
  cannot_know: 'cannot know it',
  too_many: 'has too little room for its history',
  bad_request: 'did not take the question',
  fault: 'had trouble of its own',
  deadline: 'was too slow',
  not_newer: 'knows no newer block',
  not_recorded: 'was not asked: it could not be put on record',
} as const satisfies Readonly<Record<CallProblem, string>>
