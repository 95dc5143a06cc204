/** English texts of the portfolio. */
export const nav = {
  label: 'Portfolios',
  everything: 'Everything',
  none: 'Without a group',
  archived: 'Archived',
} as const

/** The total above the table. */
export const total = {
  label: 'Total of {{name}}',
  spoken: 'The balance is now {{amount}}',
  spokenPending: '{{amount}} pending',
  andUnknown: 'and {{count, number}} unknown',
  nothingKnown: 'Nothing known yet',
  asOfNone: 'No block read yet.',
  asOfBlock: 'As of block {{height, number}}.',
  asOfBlocks: 'As of blocks {{oldest, number}} to {{newest, number}}.',
  current: '{{current, number}} of {{all, number}} current',
  oldest: 'oldest {{age}}',
  from: '{{count, number}} from {{id}}',
  notCounted: '{{count, number}} not counted',
  pending: 'pending',
  immature: 'immature',
  switchUnit: 'Show amounts in {{unit}}',
} as const

/** The table of entries. */
export const table = {
  label: 'Addresses of {{name}}',
  name: 'Name',
  address: 'Address',
  confirmed: 'Confirmed',
  pending: 'Pending',
  immature: 'Immature',
  freshness: 'Freshness',
  noMatch: 'Nothing matches “{{text}}”.',
  emptyGroup: 'Nothing in this group.',
  emptyArchive: 'Nothing is archived.',
  clearFilter: 'Clear the filter',
  archivedSpoken: ', archived',
} as const

/** The question before an entry is removed. */
export const remove = {
  title: 'Stop watching {{name}}?',
  titleMany_one: 'Stop watching {{count, number}} entry?',
  titleMany_other: 'Stop watching {{count, number}} entries?',
  text: 'What was read of it is dropped; labels and notes are kept. Coins are not touched: Tidemark cannot spend. Archiving takes it out of sight without forgetting.',
  confirm: 'Stop watching',
} as const

/** The dialog that adds entries. */
export const add = {
  title: 'Add addresses',
  text: 'One address, extended public key or descriptor a line. Tidemark only looks: it never needs a private key or a seed phrase, and refuses them.',
  lines: 'Addresses, keys, descriptors',
  choose: 'Is this your wallet?',
  chooseText:
    'The key does not say what addresses it has. Choose the kind whose first addresses your wallet shows.',
  chooseThis: 'This one',
  chooseKind: 'Watch it as {{kind}}',
  kinds: { pkh: 'Legacy', 'sh(wpkh)': 'Nested SegWit', wpkh: 'SegWit', tr: 'Taproot' },
  label: 'Name (optional)',
  group: 'Group (optional)',
  submit: 'Add',
  submitting: 'Adding',
  widen: 'Add all the same',
  close: 'Close',
  nothing: 'Paste at least one address, key or descriptor.',
  added_one: '{{count, number}} address added.',
  added_other: '{{count, number}} addresses added.',
  already_one: '{{count, number}} address was watched already.',
  already_other: '{{count, number}} addresses were watched already.',
  refused_one: '{{count, number}} line refused:',
  refused_other: '{{count, number}} lines refused:',
  line: 'Line {{line, number}}',
  hidden: 'not shown',
} as const

/** What is shown before there is anything to see. */
export const empty = {
  title: 'Nothing is watched yet',
  text: 'Paste one or many bitcoin addresses. Tidemark shows how much is there, as of which block, according to whom, and how fresh that is.',
  add: 'Add addresses',
  sourceTitle: 'Nobody can be asked yet',
  sourceText: 'Numbers need a source. What each costs in privacy:',
  nodeTerm: 'Your own node',
  nodeText: 'nobody learns what you watch. Needs a bitcoind that you run.',
  providerTerm: 'A provider',
  providerText: 'works at once, but learns your addresses and your IP address.',
  settings: 'Set up a source',
} as const

/** The menu of a row. */
export const rowMenu = {
  label: 'Menu of the row',
  copy: 'Copy the address',
  copyAmount: 'Copy the balance',
  rename: 'Rename',
  move: 'Move…',
  remove: 'Stop watching…',
} as const

/** What can be done with several rows at once. */
export const picked = {
  label: 'Picked entries',
  count_one: '{{count, number}} picked',
  count_other: '{{count, number}} picked',
  sum: 'Sum',
  move: 'Move',
  moveTitle_one: 'Move {{count, number}} entry',
  moveTitle_other: 'Move {{count, number}} entries',
  moveText:
    'To a group that exists or a new one; empty is none. How far addresses may travel follows the group.',
  widen: 'Move all the same',
  clear: 'Clear',
  rename: 'Name of {{name}}',
} as const
