/** English words that several parts of the interface are made of. */
export const words = {
  block: 'block {{height, number}}',
  asOf: 'as of {{block}}',
  ago: '{{age}} ago',
  age: { s: '{{value}} s', min: '{{value}} min', h: '{{value}} h', d: '{{value}} d' },
  comma: ', ',
  sentence: ' ',
  percent: '{{value}}%',
  ms: '{{value, number}} ms',
  ownNode: 'own node',
  several: 'several sources',
  ledger: 'ledger',
  unknown: '–',
  unknownSpoken: 'unknown',
  hidden: '•••••',
  hiddenSpoken: 'amount hidden',
  noLabel: '—',
  noLabelSpoken: 'no name',
  addresses_one: '{{count, number}} address',
  addresses_other: '{{count, number}} addresses',
} as const

/** Amounts as they are spoken. */
export const amount = {
  bitcoin: '{{figure}} bitcoin',
  satoshi_one: '{{figure}} satoshi',
  satoshi_other: '{{figure}} satoshis',
  plus: 'plus {{amount}}',
  minus: 'minus {{amount}}',
} as const

/** How fresh a figure is. */
export const freshness = {
  current: 'Current',
  behind: 'Behind',
  behindBlocks_one: 'Behind {{count, number}} block',
  behindBlocks_other: 'Behind {{count, number}} blocks',
  offline: 'Offline',
  offlineDated: 'Offline: {{dated}}',
  stale: 'Stale',
  staleDated: 'Stale: {{dated}}',
  unknown: 'Not known yet',
  unknownSentence: 'Not known yet: nobody has said anything about it',
  partial: '{{text}}, incomplete',
  from: '{{text}}, from {{source}}',
  details: '{{text}}: {{details}}',
} as const

/** A field for a day. */
export const day = {
  form: 'YYYY-MM-DD',
  formSaid: 'Year, month and day, as in 2025-12-31',
  clock: 'HH:MM:SS',
  calendar: 'Calendar',
  earlier: 'Earlier month',
  later: 'Later month',
} as const
