/** English texts of transactions, labels, notes, groups, the search and the doctor. */
export const transaction = {
  title: 'Transaction',
  list: 'Transactions',
  latest: 'Latest transactions',
  none: 'None is known. Its past is read on the Scan page.',
  open: 'Transaction {{txid}}',
  more: 'Show more',
  showGone: 'Also those that are gone',
  notOurs: 'It touches nothing that is watched.',
  asOf: 'As it stood right after {{block}}.',
  notThen: 'By then it was in no block that your own data knows.',
  state: 'State',
  confirmedIn: 'in {{block}}, {{confirmations}}',
  pendingSince: 'pending since {{time}}',
  pending: 'pending',
  gone: 'gone: in no block and not in the mempool',
  replaced: 'replaced by another that spends the same',
  replacedBy: 'replaced by {{by}}, which spends the same',
  fellBy: 'fell with one that it builds on, which {{by}} replaced',
  rivals: 'Spends the same',
  rivalStates: { confirmed: 'in a block: it took its place', pending: 'pending', gone: 'gone' },
  amount: 'Net, of yours',
  fee: 'Fee',
  size: 'In all',
  totals: '{{inputs, number}} inputs, {{outputs, number}} outputs',
  inputs: 'Inputs of yours',
  outputs: 'Outputs of yours',
  noInputs: 'None: somebody else paid.',
  noOutputs: 'None: all of it went to somebody else.',
  others: 'and {{count, number}} of others, which Tidemark does not keep',
  spentBy: 'spent by {{txid}}',
  unspent: 'unspent',
  kinds: { received: 'Received', sent: 'Sent', own: 'Between own addresses', reward: 'Mining reward' },
  partly: 'perhaps not all of it',
  from: 'told by {{source}}',
  copyId: 'Copy id',
  copied: 'Id copied',
  close: 'Close',
} as const

/** Labels and notes in their places. */
export const label = {
  edit: 'Label of {{name}}',
  add: 'Add a label',
  note: 'Note',
  noteEmpty: 'Add a note',
  save: 'Save',
  cancel: 'Cancel',
} as const

/** What a person may want to know of an output. */
export const output = {
  dust: 'dust: may cost more to spend than it is worth',
  reused: 'address used before',
  reusedWhy: 'This address was used before: everybody can see that its payments belong together.',
  inBlock: '{{block}}, {{confirmations}}',
} as const

/** Groups at the left and their dialog. */
export const group = {
  menu: 'Rename or delete {{name}}',
  create: 'New group',
  createHint: 'Select or pick entries first: a group begins with what is in it.',
  title: 'Group {{name}}',
  text: 'A new name goes with its limit and its note. Deleting leaves its entries in no group.',
  name: 'Name',
  rename: 'Rename',
  merge: 'Make one of both',
  delete: 'Delete the group',
  deleteAllTheSame: 'Delete it all the same',
  renamed: 'Group renamed',
  deleted: 'Group deleted',
} as const

/** The search over everything of one's own. */
export const search = {
  label: 'Found',
  none: 'Nothing else is found.',
  more: 'There is more: type on.',
  kinds: {
    entry: 'Entry',
    group: 'Group',
    transaction: 'Transaction',
    output: 'Output',
    label: 'Label',
  },
  archived: 'archived',
  inGroup: 'in {{group}}',
} as const

/** What a line would watch, before it is added. */
export const preview = {
  title: 'Is this your wallet?',
  text: 'Compare these first addresses with what your wallet shows. Nothing is stored yet, and nobody was asked.',
  signers: '{{threshold, number}} of {{keys, number}} sign',
  change: 'Change',
  receive: 'Receive',
} as const

/** Looking for coins that are not seen. */
export const doctor = {
  open: 'Look for missing coins',
  title: 'Look for missing coins',
  text: 'Looks through all unspent outputs of your own node for this key, as every kind of address and far past the gap limit. Nobody else is asked. It takes a minute or a few.',
  range: 'Addresses of each chain',
  run: 'Look',
  running: 'Looking; press to stop',
  nothing: 'Nothing is missing: {{coins}} found by {{block}}, and all of them are watched.',
  coins_one: '{{count, number}} coin',
  coins_other: '{{count, number}} coins',
  pastGap_one: '{{count, number}} coin past your gap limit',
  pastGap_other: '{{count, number}} coins past your gap limit',
  unwatched_one: '{{count, number}} coin is not watched',
  unwatched_other: '{{count, number}} coins are not watched',
  chain: '{{kind}}, chain {{chain, number}}, up to index {{index, number}}',
  widen: 'Widen the gap limit to {{gap, number}}',
  addAccount: 'Watch it as {{kind}} too',
  fixed: 'Done: its addresses are looked up next',
  close: 'Close',
} as const
