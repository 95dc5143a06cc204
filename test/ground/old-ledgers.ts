/**
 * The same small portfolio as each version of the schema stored it: filled into what the first steps make, with rows that
 * are written out here for every layout there was. Kept as SQL in test/data/ledgers.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toBlockHash, toTxid } from '../../electron/store/bytes.ts'
import { encodeChanges } from '../../electron/store/journal-codec.ts'
import { migrate } from '../../electron/store/migrate.ts'
import { MIGRATIONS } from '../../electron/store/migrations/index.ts'
import { outputId } from '../../electron/store/output-id.ts'
import { connect, type Database } from '../../electron/store/sqlite.ts'
import type { BlockHash, Txid } from '../../shared/chain.ts'

const FOLDER = fileURLToPath(new URL('../data/ledgers/', import.meta.url))

/** Where the ledger of a version is kept. */
export function oldLedgerFile(version: number): string {
  return join(FOLDER, `${String(version).padStart(4, '0')}.sql`)
}

/** The hash of the ledger's block at a height. */
export function oldHash(height: number): BlockHash {
  return toBlockHash(digest(`block ${height}`))
}

/** The id of the ledger's transaction `n`, 1 to 4. */
export function oldTxid(n: number): Txid {
  return toTxid(digest(`tx ${n}`))
}

/** When the ledger's block was made, seconds. */
export function oldTime(height: number): number {
  return 1_600_000_000 + height * 600
}

/** The account that ledgers from version 11 on hold. */
export const OLD_ACCOUNT =
  'wpkh(xpub6CatWdiZiodmUeTDp8LT5or8nmbKNcuyvz7WyksVFkKB4RHwCD3XyuvPEbvqAQY3rAPshWcMLoP2fMFMKHPJ4ZeZXYVUhLv1VMrjPC7PW6V/0/*)'

/** The SQL that makes the ledger of a version. The same every time. */
export function oldLedger(version: number): string {
  const db = connect(':memory:', { readOnly: false, waitMs: 0 })
  try {
    migrate(
      db,
      MIGRATIONS.filter((step) => step.version <= version),
    )
    fill(db, version)
    return dump(db)
  } finally {
    db.close()
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

type Row = Readonly<Record<string, string | number | Buffer | null>>

function fill(db: Database, version: number): void {
  const put = (table: string, row: Row): void => {
    const names = Object.keys(row)
    db.prepare(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
    ).run(row)
  }
  const since = (from: number, row: Row): Row => (version >= from ? row : {})
  fillChain(put, since)
  fillPortfolio(put, since, version)
  if (version < 7) fillFactsByAnchors(put, since)
  else fillFacts(put, since, version)
  fillReadings(put, since, version)
  if (version >= 4) fillHistory(put)
  if (version >= 5) fillCheck(put)
  if (version >= 6) fillPrices(put)
  if (version >= 9) fillWords(put)
  if (version >= 11) fillAccount(put)
  if (version >= 12) fillJournal(put)
  if (version >= 14) fillTold(put)
  if (version >= 15) fillNotices(put)
  db.exec(`UPDATE scan_state SET cursor = 110, cursor_observed_at = 1700000000000, revision = 9, watch_version = 4,
    mempool_height = 110, mempool_hash = x'${digest('block 110').toString('hex')}', mempool_pass = 3,
    mempool_observed_at = 1700000000500`)
  if (version >= 23) db.exec('UPDATE scan_state SET followed_pass = 0') // as coverage says
}

type Put = (table: string, row: Row) => void
type Since = (from: number, row: Row) => Row

const KEPT_BLOCKS = [0, 90, ...Array.from({ length: 11 }, (_, i) => 100 + i)]

function fillChain(put: Put, since: Since): void {
  for (const height of KEPT_BLOCKS) {
    const median = height === 110 ? oldTime(105) : height === 0 ? oldTime(0) : null
    const hash = digest(`block ${height}`)
    const prev_hash = height === 0 ? Buffer.alloc(32) : digest(`block ${height - 1}`)
    put('block', { height, hash, prev_hash, time: oldTime(height), ...since(10, { median }) })
  }
}

function fillPortfolio(put: Put, since: Since, version: number): void {
  const entries = ['first', 'second', 'third'].map((name, i) => ({ name, id: i + 1 }))
  for (const { name, id } of entries) {
    const address = `address of the ${name}`
    const script_pubkey = Buffer.concat([Buffer.of(0, 20), digest(name).subarray(0, 20)])
    put('script', { id, script_pubkey, address })
    put('watch', {
      id,
      kind: 'address',
      text: address,
      script_type: 'p2wpkh',
      portfolio: id === 1 ? 'home' : '',
      added_at: 1_690_000_000_000 + id,
      ...(version < 9 ? { label: id === 1 ? 'savings' : '' } : { label_type: 'addr', label_ref: address }),
      ...since(2, { archived: id === 3 ? 1 : 0 }),
    })
    put('watch_script', { watch: id, script: id })
  }
}

/** Transactions: by place, where they are in a block; the fourth waits in the mempool. */
const TXS = [
  { id: 1, height: 90, position: 0, coinbase: 1 },
  { id: 2, height: 102, position: 3, coinbase: 0 },
  { id: 3, height: 105, position: 1, coinbase: 0 },
  { id: 4, height: null, position: null, coinbase: 0 },
] as const

const SEEN_AT = 1_700_000_000_100

/** `shown`: whether a block has shown it. */
const OUTPUTS = [
  { id: 1, tx: 1, vout: 0, script: 1, value: 5_000, coinbase: 1, height: 90, spent: null, shown: 0 },
  { id: 2, tx: 2, vout: 0, script: 1, value: 1_000, coinbase: 0, height: 102, spent: 3, shown: 1 },
  { id: 3, tx: 2, vout: 1, script: 2, value: 2_000, coinbase: 0, height: 102, spent: null, shown: 1 },
  { id: 4, tx: 3, vout: 0, script: 2, value: 700, coinbase: 0, height: 105, spent: null, shown: 1 },
  { id: 5, tx: 4, vout: 1, script: 1, value: 1_500, coinbase: 0, height: null, spent: null, shown: 0 },
] as const

const SPENDS = [
  { output: 2, tx: 3, vin: 0 },
  { output: 3, tx: 4, vin: 2 },
] as const

/** Versions 1 to 6: where a transaction is has a table of its own. */
function fillFactsByAnchors(put: Put, since: Since): void {
  for (const { id, height, position, coinbase } of TXS) {
    put('tx', { id, txid: digest(`tx ${id}`), coinbase, seen_at: height === null ? SEEN_AT : null })
    if (height !== null) put('tx_block', { tx: id, height, position })
  }
  for (const { shown, ...output } of OUTPUTS) put('output', { ...output, ...since(4, { shown }) })
  for (const spend of SPENDS) put('spend', spend)
}

function fillFacts(put: Put, since: Since, version: number): void {
  for (const { id, height, position, coinbase } of TXS) {
    const seen_at = height === null ? SEEN_AT : null
    const totals = id === 1 ? {} : since(8, { inputs: id, outputs: id, total: 4_000 + id })
    put('tx', { id, txid: digest(`tx ${id}`), coinbase, seen_at, height, position, ...totals })
  }
  const idOf = (id: number): number => {
    const { tx, vout } = OUTPUTS.find((output) => output.id === id) ?? { tx: 0, vout: 0 }
    return version < 19 ? id : outputId(tx, vout)
  }
  for (const { id, tx, vout, ...output } of OUTPUTS)
    put('output', { id: idOf(id), ...(version < 19 ? { tx, vout } : {}), ...output })
  for (const { output, ...spend } of SPENDS) {
    const isMarked = OUTPUTS.some(({ id, spent }) => id === output && spent === spend.tx)
    put('spend', { output: idOf(output), ...spend, ...since(22, { marked: Number(isMarked) }) })
  }
}

function fillReadings(put: Put, since: Since, version: number): void {
  for (const script of [1, 2])
    put('coverage', {
      script,
      ...(version < 23 ? { kind: 'snapshot', source: 'node' } : {}),
      from_height: 100,
      from_hash: digest('block 100'),
      state: 'following',
      since_pass: 0,
      observed_at: 1_700_000_000_000,
    })
  const place = { height: 108, hash: digest('block 108') }
  const said = { confirmed: 333, pending: null, immature: 0, observed_at: 1_699_000_000_000 }
  put('observation', { script: 3, source: 'a-server', ...place, ...said, ...since(11, { used: 1 }) })
  put('tip', { source: 'a-server', family: 'esplora', ...place, time: oldTime(108), observed_at: 1 })
  const asked = { source: 'a-server', first_at: 5, last_at: 6 }
  put('disclosure', version < 2 ? { script: 3, ...asked } : { address: 'address of the third', ...asked })
  put('meta', { key: 'a key', value: 'a value' })
  if (version >= 3) put('cross_check', { script: 1, checked_at: 7, result: '{}' })
}

function fillHistory(put: Put): void {
  const from = { asked_height: 0, from_height: 0, from_hash: digest('block 0') }
  put('history_group', { id: 1, to_height: 90, to_hash: digest('block 90'), version: 2, blocks_only: 0 })
  const to = { to_height: 100, to_hash: digest('block 100'), state: 'joined', verdict: 'complete' }
  put('history', { script: 1, ...from, ...to })
  const target = { target_height: 100, target_hash: digest('block 100') }
  put('history', { script: 2, ...from, ...target, grp: 1, state: 'filling' })
}

function fillCheck(put: Put): void {
  const counts = { scripts: 2, compared: 4, missing: 0, extra: 1, repaired: 0 }
  const place = { height: 108, hash: digest('block 108') }
  put('self_check', { id: 1, reason: 'asked', finished_at: 1_699_500_000_000, ...place, ...counts })
  const output = { txid: digest('tx 9'), vout: 0, value: 12, coinbase: 0, height: 101 }
  put('self_check_difference', { self_check: 1, kind: 'extra', address: 'address of the first', ...output })
}

function fillPrices(put: Put): void {
  const price = { source: 'a-market', currency: 'EUR', price: '61234.5', at: null, observed_at: 8 }
  put('price', { ...price, day: '2024-05-06' })
  put('price_newest', price)
}

function fillWords(put: Put): void {
  const own = { type: 'addr', ref: 'address of the first', origin: '' }
  put('label', { ...own, label: 'savings', extra: '{}', changed_at: 9 })
  put('note', { kind: 'entry', ref: 'address of the first', text: 'for later', changed_at: 9 })
  put('portfolio_order', { name: 'home', position: 0 })
}

function fillAccount(put: Put): void {
  const label = { label_type: 'descriptor', label_ref: OLD_ACCOUNT }
  const entry = { kind: 'account', text: OLD_ACCOUNT, script_type: 'p2wpkh', portfolio: '', added_at: 10 }
  put('watch', { id: 4, ...entry, ...label, archived: 0, birthday: '{"height":50}', birthday_due: 1 })
  put('account', { watch: 4, ranged: 1, gap_limit: 1, lookahead: 1 })
  put('account_chain', { id: 1, watch: 4, chain: 0, descriptor: OLD_ACCOUNT, derived_to: 1, used_to: 0 })
  const script_pubkey = Buffer.concat([Buffer.of(0, 20), digest('account').subarray(0, 20)])
  put('script', { id: 4, script_pubkey, address: 'address of the account' })
  put('watch_script', { watch: 4, script: 4, chain: 1, position: 0 })
}

function fillJournal(put: Put): void {
  const row = (cause: string, height: number, tx: number, scripts: readonly (readonly [number, number])[]) =>
    put('journal', {
      at: 1_700_000_000_000,
      cause,
      height,
      hash: digest(`block ${height}`),
      changes: encodeChanges([{ kind: 'confirmed', txid: digest(`tx ${tx}`), by: null, scripts }]),
    })
  row('snapshot', 90, 1, [[1, 5_000]])
  row('connect', 102, 2, [
    [1, 1_000],
    [2, 2_000],
  ])
  row('connect', 105, 3, [
    [1, -1_000],
    [2, 700],
  ])
}

function fillTold(put: Put): void {
  const place = { height: 108, hash: digest('block 108') }
  put('told_history', { script: 3, source: 'a-server', ...place, observed_at: 1_699_000_000_000 })
  put('told_movement', {
    script: 3,
    height: 107,
    txid: digest('tx 9'),
    hash: digest('block 107'),
    delta: 333,
  })
}

function fillNotices(put: Put): void {
  put('notice', { id: 1, at: 11, body: '{}', seen: 1 })
  put('notice_told', { key: 'a key', at: 11 })
  put('notice_state', { key: 'a key', value: 'a value' })
}

/** Its schema and rows as SQL; what an index of words keeps for itself comes back with the rows. */
function dump(db: Database): string {
  const items = db
    .prepare<[], { type: string; name: string; sql: string }>(
      "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
    )
    .all()
  const words = items.filter(({ sql }) => sql.startsWith('CREATE VIRTUAL TABLE')).map(({ name }) => name)
  const isOwn = (name: string): boolean => !words.some((index) => name.startsWith(`${index}_`))
  const made = items.filter(({ type, name }) => type !== 'table' || isOwn(name))
  const tables = made.filter(({ type, sql }) => type === 'table' && sql.startsWith('CREATE TABLE'))
  const [id, version] = ['application_id', 'user_version'].map((name) => db.pragma(name, { simple: true }))
  return [
    'PRAGMA foreign_keys = OFF;',
    'BEGIN;',
    ...made.map(({ sql }) => `${sql};`),
    ...tables.flatMap(({ name }) => rowsOf(db, name)),
    `PRAGMA application_id = ${String(id)};`,
    `PRAGMA user_version = ${String(version)};`,
    'COMMIT;',
    '',
  ].join('\n')
}

/** Filled by triggers with most of its rows already. */
const FILLED_BY_TRIGGERS = 'block_sum_stale'

function rowsOf(db: Database, table: string): readonly string[] {
  const insert = table === FILLED_BY_TRIGGERS ? 'INSERT OR IGNORE' : 'INSERT'
  const columns = db.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}') ORDER BY cid`)
  const names = columns.pluck().all()
  const quoted = names.map((name) => `quote("${name}")`).join(` || ', ' || `)
  return db
    .prepare<[], string>(`SELECT ${quoted} FROM "${table}"`)
    .pluck()
    .all()
    .map((values) => `${insert} INTO "${table}" (${names.join(', ')}) VALUES (${values});`)
}
