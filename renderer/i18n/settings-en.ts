/** English texts of the settings dialog. */
import type { ProviderStatus } from '../../shared/ipc/contract.ts'
import type { ProviderTier, Rotation, Tier } from '../../shared/providers.ts'
import { clockTime } from '../format/age.ts'
import { groupDigits } from '../format/digits.ts'
import type { Theme } from '../stores/theme.ts'
import { providerStepTexts, skipTexts, testStepTexts } from './codes-en.ts'
import { ago, plural } from './words-en.ts'

const themes: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' }

const tiers: Readonly<Record<ProviderTier, string>> = {
  'own-server': 'Own server',
  tor: 'Tor',
  public: 'Public server',
}

const limits: Readonly<Record<Tier, string>> = {
  'own-node': 'Own node only',
  'own-server': 'Own servers',
  tor: 'Servers over Tor',
  public: 'Public servers',
}

const rotations: Readonly<Record<Rotation | 'default', { readonly name: string; readonly text: string }>> = {
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
}

function providerHealth({ state, latencyMs, lastSuccessAt, health }: ProviderStatus, now: number): string {
  const p50 = health?.p50Ms ?? latencyMs
  const p95 = health?.p95Ms ?? null
  const lag = health?.tipLag ?? 0
  const ms = (time: number): string => `${groupDigits(Math.round(time))} ms`
  if (state === 'unasked') return 'Not asked yet.'
  const parts = [
    state === 'ok' ? 'Answers' : 'Fails',
    p50 === null ? '' : `half within ${ms(p50)}`,
    p95 === null ? '' : `95 of 100 within ${ms(p95)}`,
    lag > 0 ? `${plural(lag, 'block', 'blocks')} behind the others` : '',
    lastSuccessAt === null ? 'never answered' : `last answer ${ago(lastSuccessAt, now)}`,
  ]
  return `${parts.filter(Boolean).join(', ')}.`
}

/** Why it is passed over; null while it is not. */
function providerSkipped({ health, lastError }: ProviderStatus, now: number): string | null {
  const skipped = health?.skipped ?? null
  if (skipped === null || (skipped.until !== null && skipped.until <= now)) return null
  const until = skipped.until === null ? '' : ` until ${clockTime(skipped.until)}`
  const said =
    lastError && (skipped.reason === 'failing' || skipped.reason === 'left_alone')
      ? ` Last: ${lastError.message}.`
      : ''
  return `Not asked${until}: ${skipTexts[skipped.reason]}.${said}`
}

const mayBeAsked = (asked: number, count: number): string => {
  if (count === 0) return 'No provider is set.'
  if (asked === 0)
    return count === 1
      ? 'The one provider may not be asked about its addresses.'
      : `None of the ${groupDigits(count)} providers may be asked about its addresses.`
  return count === 1
    ? 'The one provider may be asked about its addresses.'
    : `${groupDigits(asked)} of ${groupDigits(count)} providers may be asked about its addresses.`
}

/** Texts of the dialog by place. */
export const settingsTexts = {
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
  leaveUnsaved: (parts: readonly string[]): string =>
    `Not saved: ${parts.join(', ')}. Close again to drop the changes.`,
  close: 'Close',
  step: { ...providerStepTexts, ...testStepTexts },
  good: '✓ good',
  bad: '✗ not good',
  outOfBounds: (field: string, min: number, max: number): string =>
    `${field}: a number from ${groupDigits(min)} to ${groupDigits(max)}.`,
  normal: (value: number, unit: string): string => `Empty: the default, ${groupDigits(value)} ${unit}.`,

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
  forget: 'Use no node',

  providers: 'Providers',
  providersText:
    'Asked when the own node cannot answer, in the order of this list. A provider learns the addresses it is asked about, and can tell that they belong together.',
  noProviders: 'No provider is set: nobody is asked.',
  provider: {
    tier: 'How far away',
    tiers,
    asSeen: (seen: ProviderTier | null): string =>
      seen === null ? 'As seen from the URL' : `As seen from the URL: ${tiers[seen]}`,
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
    forgetKey: 'Forget key',
    keyKept: {
      encrypted: 'Saved, encrypted by the system.',
      memory: 'Kept until Tidemark ends.',
      forgotten: 'Forgotten.',
    },
    named: (verb: string, id: string): string => `${verb} ${id}`,
    movedTo: (id: string, place: number, count: number): string => `${id}: place ${place} of ${count}`,
    removed: (id: string): string => `${id} is off the list once that is saved`,
    health: providerHealth,
    skipped: providerSkipped,
    offline: 'Not asked: the offline switch is on.',
    unknown: 'Nothing is known about it here.',
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
  limits,
  portfolio: 'Portfolio',
  ownLimit: 'Own limit',
  ownLimitText:
    'A limit of its own decides alone: every provider up to it may be asked, consented to or not. Without one, those that were consented to.',
  ownLimitOf: (name: string): string => `Own limit of ${name}`,
  asAllowed: 'As providers allow (default)',
  noPortfolio: 'Without portfolio',
  mayBeAsked,
  afterSaving: (text: string): string => `Once saved: ${text}`,
  sampleConsented: 'Daily cross-check with providers you consented to',
  sampleConsentedText:
    'Once a day a few addresses are compared between sources. Without this only your own node and own servers are asked.',
  privacyOffline: 'The offline switch is on: until it is off, nobody is asked.',

  connection: 'Connection',
  connectionText: 'How providers take turns, how long they are waited for, and the way to them.',
  rotation: 'Taking turns',
  rotations,
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
  themes,
  about: 'About',
  version: 'Version',
  dataDir: 'Data folder',
} as const
