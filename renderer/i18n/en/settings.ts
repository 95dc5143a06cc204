/** English texts of the settings. */
export const settings = {
  title: 'Settings',
  readOnly:
    'This window may look at the settings but not change them. Use the app itself, or start Tidemark so that this window may.',
  fixed: 'Given on the command line or in config.yaml: fixed for this run.',
  test: 'Test',
  testing: 'Testing',
  save: 'Save',
  saved: 'Saved.',
  unsaved: 'Not saved yet.',
  undo: 'Undo changes',
  leaveUnsaved: 'Not saved: {{parts}}. Leave again to drop the changes.',
  close: 'Close',
  good: '✓ good',
  bad: '✗ not good',
  outOfBounds: '{{field}}: a number from {{min, number}} to {{max, number}}.',
  normal: 'Empty: the default, {{value, number}} {{unit}}.',

  node: 'Own node',
  nodeText: 'Your own bitcoind answers without telling anybody what you watch.',
  url: 'URL',
  urlHint: 'http://127.0.0.1:8332',
  auth: 'Credentials',
  cookie: 'Cookie file',
  password: 'User and password',
  cookieFile: 'Path of the cookie file',
  user: 'User',
  passwordField: 'Password',
  keep: 'Leave empty to keep the stored password',
  passwordAgain: 'Type the password: it is kept only for the same URL and user.',
  incomplete: 'Fill in the URL and the credentials.',
  forgetSure: 'Use no node? What was read stays; a password has to be typed again.',
  keepIt: 'Keep it',
  forget: 'Use no node',
  makeLogin: 'Make a login that can only watch',
  loginText:
    'Put these lines into bitcoin.conf and start the node again; leave the last one out where you use rpcwhitelist already. The password is filled in above: test it then, and save.',
  loginLines: 'Lines for bitcoin.conf',

  providers: 'Providers',
  providersText:
    'Asked when the own node cannot answer, in the order of this list. A provider learns the addresses it is asked about, and can tell that they belong together.',
  noProviders: 'No provider is set: nobody is asked.',
  provider: {
    tier: 'How far away',
    tiers: { 'own-server': 'Own server', tor: 'Tor', public: 'Public server' },
    asSeen: 'As seen from the URL',
    asSeenTier: 'As seen from the URL: {{tier}}',
    seenLater: 'As seen',
    calledOwn: 'You call it your own: what only your own servers may learn goes there.',
    consent: 'May be asked about addresses of portfolios without a limit of their own.',
    learns: 'It learns the address, your IP address and when you look.',
    learnsOverProxy: 'It learns the address and when you look, not your IP address.',
    learnsOwn: 'It learns the address and when you look.',
    proxy: 'Through the proxy',
    proxyFirst: 'Set a proxy under Connection first.',
    proxyGone: 'No proxy is set: it cannot be reached.',
    up: 'Move up',
    down: 'Move down',
    remove: 'Remove',
    forgetPin: 'Forget certificate',
    forgetPinHint: 'The next certificate that this server shows is taken for its own.',
    pinForgotten: 'Forgotten. The next certificate it shows is taken for its own.',
    noPin: 'None was remembered.',
    key: 'API key',
    keyHint: 'Only for a server that wants one',
    saveKey: 'Save key',
    forgetKeySure: 'Forget the key? It has to be typed again.',
    forgetKey: 'Forget key',
    keyKept: {
      encrypted: 'Saved, encrypted by the system.',
      memory: 'Kept until Tidemark ends.',
      forgotten: 'Forgotten.',
    },
    named: '{{verb}} {{id}}',
    movedTo: '{{id}}: place {{place, number}} of {{all, number}}',
    removed: '{{id}} is off the list once that is saved',
    offline: 'Not asked: the offline switch is on.',
    unknown: 'Nothing is known about it here.',
    notAskedYet: 'Not asked yet.',
    health: '{{parts}}.',
    answers: 'Answers',
    fails: 'Fails',
    half: 'half within {{ms}}',
    most: '95 of 100 within {{ms}}',
    lag_one: '{{count, number}} block behind the others',
    lag_other: '{{count, number}} blocks behind the others',
    skipped: 'Not asked: {{why}}.',
    skippedUntil: 'Not asked until {{time}}: {{why}}.',
    lastError: 'Last: {{message}}.',
  },
  addProvider: {
    title: 'Add a provider',
    url: 'URL of the provider',
    hint: 'https://mempool.space/api',
    testHint: 'Asks the server what it is. None of your addresses is named.',
    without:
      'Without this, it is asked about no address, except those of a portfolio whose own limit reaches that far.',
    submit: 'Add',
    nothing: 'Type the URL of the provider.',
    there: 'It is in the list already.',
    added: 'Added.',
  },

  privacy: 'Privacy',
  privacyText:
    'How far an address may travel. Each limit allows what is nearer, too; archived addresses go to the own node alone.',
  limit: 'Limit for everything',
  limitText: 'Holds whatever else is allowed.',
  notSet: 'Not set',
  limits: {
    'own-node': 'Own node only',
    'own-server': 'Own servers',
    tor: 'Servers over Tor',
    public: 'Public servers',
  },
  portfolio: 'Portfolio',
  ownLimit: 'Own limit',
  ownLimitText:
    'A limit of its own decides alone: every provider up to it may be asked, consented to or not. Without one, those that were consented to.',
  ownLimitOf: 'Own limit of {{name}}',
  asAllowed: 'As providers allow (default)',
  noPortfolio: 'Without portfolio',
  asked: {
    noProvider: 'No provider is set.',
    notTheOne: 'The one provider may not be asked about its addresses.',
    theOne: 'The one provider may be asked about its addresses.',
    none: 'None of the {{all, number}} providers may be asked about its addresses.',
    some: '{{asked, number}} of {{all, number}} providers may be asked about its addresses.',
  },
  afterSaving: 'Once saved: {{text}}',
  sampleConsented: 'Daily cross-check with providers you consented to',
  sampleConsentedText:
    'Once a day a few addresses are compared between sources. Without this only your own node and own servers are asked.',
  privacyOffline: 'The offline switch is on: until it is off, nobody is asked.',

  connection: 'Connection',
  connectionText: 'How providers take turns, how long they are waited for, and the way to them.',
  rotation: 'Taking turns',
  rotations: {
    default: {
      name: 'Chosen by itself',
      text: 'One server an address where several servers of others may be asked; else in turn.',
    },
    private: {
      name: 'One server an address',
      text: 'An address goes to the same server each time, so that none of them sees them all.',
    },
    'round-robin': {
      name: 'In turn',
      text: 'Each question begins one further down the list. In time, every server sees every address.',
    },
    ranked: {
      name: 'Fastest first',
      text: 'The fastest server gets nearly everything, and sees nearly every address.',
    },
  },
  deadline: 'Longest wait for an answer',
  ttl: 'An answer counts for',
  seconds: 'seconds',
  proxy: 'Proxy',
  proxyHint: 'socks5://127.0.0.1:9050',
  proxyText:
    'Providers marked “through the proxy” are reached through it alone. Tor listens on socks5://127.0.0.1:9050, Tor Browser on 9150. Empty: none.',

  stale: 'Stale',
  staleText: 'Own data this many blocks or more below the tip counts as stale.',
  staleBlocks: 'Blocks',
  blocks: 'blocks',

  look: 'Look',
  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  language: 'Language',
  systemLanguage: 'As the system',
  unit: 'Amounts in',
  units: { btc: 'BTC', sats: 'sats', bitcoin: '₿ (whole units)' },
  about: 'About',
  version: 'Version',
  dataDir: 'Data folder',
} as const

/** Links to a block explorer. */
export const explorer = {
  title: 'Block explorer for links',
  text: 'Links open in your browser, by a press alone. Whoever runs the explorer learns your IP address and what you looked at. Without one there are no links.',
  url: 'Address of the explorer (empty: none)',
  hint: 'https://mempool.space',
  bad: 'Type an https address without “?” and “#”; plain http is for your own network or an onion service.',
  open: 'Opens {{host}}',
} as const

/** Prices in another currency. */
export const prices = {
  title: 'Prices',
  text: 'Off until you switch them on. The price of now is shown here; the command line shows what amounts are worth. A source learns your IP address (not behind Tor), the currency and the days you ask for, and no address.',
  enabled: 'Use prices',
  currency: 'Currency',
  badCurrency: 'Type a currency by its three letters, such as EUR.',
  source: 'Source',
  imported: 'My own file: nobody is asked',
  consent: 'This source may be asked',
  consentHint: 'It learns your IP address unless it is reached through the proxy.',
  ask: 'Ask for the price of now',
  now: '1 BTC = {{price}} {{currency}}, {{source}}, {{when}}.',
  file: 'Choose a CSV of prices by day',
  fileHint: 'Columns date and price, and currency where it differs. It is looked at first.',
  tooLarge: 'Larger than 10 MB: a price a day needs far less. Nothing was read.',
  noDays: 'No day with a price is in this file.',
  found: '{{days, number}} days from {{first}} to {{last}} in {{currencies}}: not stored yet.',
  stored: '{{days, number}} days from {{first}} to {{last}} in {{currencies}} stored.',
  refused_one: '{{count, number}} line refused: {{lines}}.',
  refused_other: '{{count, number}} lines refused: {{lines}}.',
  store: 'Store them',
  reasons: {
    off: 'Prices are switched off.',
    no_consent: 'The source may not be asked yet.',
    offline: 'All connections are off.',
    limit: 'The source is farther away than anything may go.',
    test_network: 'Coins of test networks have no price.',
    imported: 'Only imported prices count, and none is known for it.',
    not_asked: 'No price is known yet, and nobody was asked.',
    not_offered: 'The source has no such prices.',
    failed: 'The source did not answer.',
    no_price: 'The source has none.',
    not_over: 'The day is not over yet.',
  },
} as const

/** The ways to a backup and back. */
export const backups = {
  title: 'Backup',
  text: 'Everything of your own in one file. No password, no key, and no balance, which is read again. Tidemark keeps a copy of its own, too.',
  make: 'Save a backup',
  restore: 'Restore',
} as const

/** What Tidemark noted. */
export const log = {
  title: 'Log',
  text: 'What Tidemark noted while it ran. Passwords, keys and addresses are never written into it.',
  open: 'Look at the log',
  least: 'From',
  filter: 'Filter the log',
  again: 'Read again',
  copy: 'Copy',
  when: 'When',
  level: 'Level',
  message: 'Message',
  levels: { debug: 'debug', info: 'info', warn: 'warning', error: 'error' },
  empty: 'Nothing was noted yet.',
  notKept: 'This window’s host keeps no log.',
} as const

/** Removing everything. */
export const wipe = {
  title: 'Remove everything',
  text: 'Takes away what Tidemark keeps of this network. Make a backup first if you may want it back.',
  open: 'What is removed',
  always:
    'Removed: all entries, labels, notes, groups, balances, history, prices, notices with their rules, the log, and the record of who was asked.',
  never: 'Kept: a config.yaml you wrote, files you saved elsewhere, other networks, and your node.',
  settings: 'Remove the settings, too (node, servers, limits, look, and all stored logins and keys)',
  copies: 'Remove the copies that Tidemark keeps by itself, too',
  confirm: 'Type {{network}} to confirm',
  submit: 'Remove at the next start',
  waiting: 'Everything is removed when Tidemark is started next. Close it and start it again.',
  takeBack: 'Do not remove it',
} as const

/** Newer versions of Tidemark. */
export const updates = {
  title: 'Newer versions',
  text: 'Nobody is asked before you agree to it, and nothing is fetched or installed before you press for it.',
  consent: 'The place that this Tidemark came from may be asked for newer versions',
  consentHint:
    'Once a day and when you press. It learns your IP address (not through a proxy you set) and that you use Tidemark, and no address.',
  current: 'This is version {{version}}.',
  check: 'Look for a newer version',
  download: 'Fetch it',
  install: 'Close, install and start again',
  again: 'Fetch it again',
  unavailable: {
    door: 'Not here: the window of the app does that.',
    not_packed: 'Not here: this Tidemark runs from its sources.',
    no_place: 'Not here: this build names no place that releases come from.',
    unsigned: 'Not here: this copy is not signed, so that a newer one could not be checked.',
    package: 'Not here: this copy was not installed by a package that can replace itself.',
  },
  progress: {
    checking: 'Asking…',
    newest: 'There is none newer ({{when}}).',
    found: 'Version {{version}} is there. Nothing was fetched yet.',
    downloading: 'Fetching version {{version}}…',
    downloadingPart: 'Fetching version {{version}}: {{percent, number}}%',
    ready: 'Version {{version}} was fetched and checked. It is installed when you press.',
    installing: 'Closing, to install version {{version}}…',
  },
  failures: {
    unreachable: 'Nobody answered. Tidemark runs on as it is; try again later.',
    not_genuine: 'What came is not what was released: it was thrown away. Tidemark runs on as it is.',
    unknown: 'That did not work. Tidemark runs on as it is; the log has the details.',
  },
} as const

/** What Tidemark is made of. */
export const about = { platform: 'Runs on', licences: 'Licences of what it is made of' } as const

/** What amounts are worth, beside them. */
export const worth = {
  name: 'Worth',
  unknown: 'Worth not known',
  thatDay: '{{worth}} then',
  unknownDay: 'no price known for that day',
  notOver: 'no price yet: the day is not over',
  ask: 'Ask for the price of that day',
  askHint: 'The source of prices learns the day, and no address.',
  price: '1 BTC = {{price}}',
  imported: 'own file',
  stale: '{{said}}. Not newer: {{why}}',
} as const
