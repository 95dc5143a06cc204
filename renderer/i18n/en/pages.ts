/** English texts of the pages about sources and the scan, and of what every list has. */
export const pages = {
  label: 'Look at',
  portfolio: 'Portfolio',
  activity: 'Activity',
  sources: 'Sources',
  scan: 'Scan',
  settings: 'Settings',
  sourcesUp: '{{up, number}} of {{all, number}} up',
} as const

/** What every list can be in. */
export const states = {
  loading: 'Loading',
  dataSafe: 'Your data is safe.',
} as const

/** The page of the sources. */
export const sources = {
  title: 'Sources',
  text: 'Who is asked, in which order, how far an address may travel, and what each source said.',
  state: 'State',
  lastAnswer: 'Last answer',
  whatToDo: 'What to do',
  program: 'Program',
  blocks: 'Blocks',
  keepsAll: 'keeps all of them',
  keepsSome: 'pruned',
  keepsFrom: 'pruned, kept from block {{height, number}} on',
  offers: 'Offers',
  filters: 'compact filters',
  noFilters: 'no compact filters',
  crossChecks: 'Cross-checks',
  crossChecksText:
    'Whether independent sources say the same of an address at the same block. Nobody is asked beyond what is allowed.',
  noCrossChecks: 'None was done yet. Start one, or let a few addresses be compared daily.',
  crossCheckAll: 'Cross-check everything',
  disclosures: 'Who learned what',
  disclosuresText:
    'Every source that was ever asked about an address, written down before it is asked, and kept after the address is removed.',
  disclosureFilter: 'Filter by address or source',
  noDisclosures: 'Nobody was ever asked about any address.',
  noDisclosureMatches: 'Nothing matches. Change the filter to see more.',
  source: 'Source',
  first: 'First asked',
  last: 'Last asked',
  moreDisclosures_one: 'and {{count, number}} more: narrow the filter to see it.',
  moreDisclosures_other: 'and {{count, number}} more: narrow the filter to see them.',
  budget_one: '{{count, number}} request may go out now',
  budget_other: '{{count, number}} requests may go out now',
  drag: 'Drag to change the order',
} as const

/** The page of the scan. */
export const scan = {
  title: 'Scan',
  text: 'What is read from your own node. It resumes by itself after a restart; nothing that was read is lost.',
  progress: 'Reading the chain',
  readTo: 'Read up to',
  nothingRead: 'nothing yet',
  blockAndTime: '{{block}}, of {{time}}',
  tip: 'Newest block',
  speed: 'Speed',
  blocksPerSecond: '{{speed}} blocks a second',
  history: 'History',
  historyRunning: '{{scripts}}: {{percent}}, {{mode}}, {{eta}}',
  modes: { filters: 'by compact filters', blocks: 'block by block' },
  histories: 'Histories',
  historiesText:
    'A balance is known at once from a snapshot. What happened before it is read behind it, upwards, while nothing else is to be done.',
  noHistories: 'No history was asked for. Start one below.',
  states: {
    waiting: 'waits for its snapshot',
    filling: 'being read',
    stopped: 'paused',
    joined: 'read',
  },
  fromBlock: 'from block {{height, number}}',
  verdicts: {
    complete: 'complete',
    older: 'there are coins from before it: start earlier',
    pruned: 'the node no longer has the first blocks',
  },
  differs:
    'differs: {{missing, number}} not found, {{unexplained, number}} unexplained, {{contradicted, number}} contradicted',
  resume: 'Resume',
  pause: 'Pause',
  pauseAll: 'Pause all',
  resumeAll: 'Resume all',
  allPaused: 'All reading of history is paused until you resume it.',
  rescan: 'Read the past',
  rescanText:
    'Finds every payment in and out from a point in the past on. Balances stay as they are: they do not depend on it.',
  from: 'From where',
  fromKinds: {
    first_possible: {
      name: 'From the beginning',
      text: 'As early as this kind of address can be. Takes longest, and misses nothing.',
    },
    date: { name: 'From a day', text: 'A day before the first payment is enough.' },
    height: { name: 'From a block', text: 'Its height, if you know it.' },
  },
  fields: { date: 'Day (UTC)', height: 'Height' },
  cost: '{{addresses}} will be read. It runs in the background, can be paused at any time, and goes on where it was. Without compact filters each block is read once: on the main network that may take many hours.',
  pruned:
    'Your node is pruned: blocks below {{height, number}} are gone, and what happened there stays unknown.',
  start: 'Start reading',
  started: 'Started. It grows while nothing else is to be done.',
  nothingToRead: 'There is no address to read.',
  badStart: 'Give a day since 2009-01-03, or a height.',
  check: 'Self-check',
  checkText:
    'Compares the ledger with all that your node says is unspent, output by output, and repairs what differs. Weekly by itself.',
  neverChecked: 'Never done yet.',
  checkNow: 'Check now',
  checking: 'Checking: the node goes through all its outputs',
  checkRunning: 'A check is under way: {{progress}}',
  checkDone: 'Done.',
  checkNothing: 'There was nothing to compare.',
  checkFailed: 'It could not be done: {{why}}. Your data is safe; try again later.',
  equal: 'The ledger and the node hold the same outputs.',
  different:
    'They differed: {{missing, number}} missing, {{extra, number}} too many; {{repaired, number}} repaired.',
  checkedAt: 'Checked',
  checkReasons: { asked: 'asked for', weekly: 'weekly', unclean_exit: 'after an unclean exit' },
  checkedBlock: 'At',
  checkedScripts: 'Scripts',
  checkedOutputs: 'Outputs compared',
  differenceKinds: { missing: 'was missing', extra: 'was too many' },
} as const

/** The command palette and the overview of keys. */
export const commands = {
  palette: 'Commands',
  search: 'Type a command, a name or an address',
  none: 'Nothing matches.',
  goTo: 'Go to {{page}}',
  showGroup: 'Show {{name}}',
  showEntry: 'Open {{name}}',
  useUnit: 'Amounts in {{unit}}',
  useTheme: 'Theme: {{theme}}',
  useLanguage: 'Language: {{language}}',
  goOffline: 'Ask nobody (offline)',
  goOnline: 'Leave offline',
  shortcuts: 'Keyboard shortcuts',
  shortcutsText: 'Command instead of Ctrl on a Mac.',
  keys: {
    palette: 'Commands',
    filter: 'Filter',
    refresh: 'Refresh everything',
    add: 'Add',
    hide: 'Hide or show amounts',
    settings: 'Settings',
    pages: 'Pages from Portfolio to Settings',
    panes: 'Next pane; with Shift the one before',
    rows: 'Move in the table',
    pick: 'Pick rows; Ctrl+A picks all',
    rename: 'Rename the row',
    close: 'Close what is open, or clear the filter',
    help: 'This overview',
  },
} as const

/** The page of what happened. */
export const activity = {
  title: 'Activity',
  text: 'What moved, newest first. From your own ledger: nobody is asked.',
  showGone: 'Also those that left the mempool without a block',
  empty: 'Nothing is known to have moved. Payments appear as they happen; read the past on the Scan page.',
  more: 'Show more',
  since: 'Complete above {{block}}. What happened before it is not known: read the past on the Scan page.',
  unread_one: '{{count, number}} address was not read yet: there may be more.',
  unread_other: '{{count, number}} addresses were not read yet: there may be more.',
  inDoubt: 'Not known to be complete: there may be more.',
  when: 'When',
  what: 'What',
  transaction: 'Transaction',
  amount: 'Amount',
  states: { confirmed: 'in a block', pending: 'pending', gone: 'gone' },
  kinds: { received: 'Received', sent: 'Sent', own: 'Between own addresses', reward: 'Mining reward' },
  partly: 'perhaps not all of it',
} as const

/** An account in the details. */
export const account = {
  title: 'Account',
  chain: 'Chain',
  receive: 'Receiving',
  change: 'Change',
  origin: 'Key from',
  cosigners: 'Multisig',
  signers: '{{threshold, number}} of {{keys, number}} sign',
  gapLimit: 'Gap limit',
  none: 'No address is watched on this chain.',
  earlier: 'Earlier',
  later: 'Later',
  noAddress: 'no address',
  unused: 'unused',
  used: 'used',
  reused: 'paid {{count, number}} times: reuse ties payments together',
  addressesUsed_one: '{{count, number}} address used',
  addressesUsed_other: '{{count, number}} addresses used',
} as const
