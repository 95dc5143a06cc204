/** English texts of the window around the pages. */
export const app = { name: 'Tidemark' } as const

/** Networks by name. */
export const network = {
  names: { main: 'MAIN', testnet4: 'TESTNET4', signet: 'SIGNET', regtest: 'REGTEST' },
  hint: '{{name}}: these coins have no value.',
} as const

/** The head of the window. */
export const header = {
  label: 'Tidemark',
  filter: 'Search names, addresses, transactions, amounts',
  offline: 'Offline',
  offlineFixed: 'Fixed for this run by the command line',
  offlineReadOnly: 'Settings cannot be changed from this window',
  refresh: 'Refresh',
  refreshing: 'Stop refreshing',
  stop: 'Stop',
  refreshHint: 'Bring everything to the newest block (Ctrl+R)',
  add: 'Add',
  addHint: 'Add addresses (Ctrl+N)',
  hideAmounts: 'Hide amounts',
  showAmounts: 'Show amounts',
  hideHint: 'Hide or show all amounts (Ctrl+Shift+H)',
} as const

/** What the host found at its start that the person should know. */
export const startNotices = {
  label: 'About this start',
  dismiss: 'Got it',
} as const

/** The connection between this window and its host. */
export const connection = {
  connecting: 'Connecting to Tidemark',
  lost: 'Connection to Tidemark lost. Reconnecting.',
  lostSince: 'Connection to Tidemark lost; what you see is as of {{time}}. Reconnecting.',
  back: 'Connected to Tidemark again',
  lostHint: 'If Tidemark was started again, open its new link.',
  noSessionTitle: 'Not connected',
  noSession: 'This page needs the link that Tidemark printed; start it again or open a new link.',
  loading: 'Reading the portfolio',
} as const

/** Short notices at the lower right. */
export const notices = {
  label: 'Notices',
  dismiss: 'Dismiss',
  copied: 'Address copied',
  copiedDescriptor: 'Descriptor copied',
  removed_one: 'No longer watched',
  removed_other: '{{count, number}} entries no longer watched',
  written: 'Written',
  copiedMany_one: '{{count, number}} copied',
  copiedMany_other: '{{count, number}} copied',
  copiedAmount: 'Balance copied',
  archived: 'Archived',
  broughtBack: 'Brought back',
  refreshed: 'Refreshed',
  renamed: 'Renamed',
  moved: 'Moved',
  undo: 'Undo',
  dialogWaits: 'It opens when this dialog is closed.',
  unexpected: 'Something went wrong in this window.',
} as const
