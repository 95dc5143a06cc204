/** What the mutated inputs begin from: one of each form that is read. */
import { DEFAULT_SETTINGS } from '../../electron/services/stored-settings.ts'

export const ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
export const SCRIPT = '0014751e76e8199196d454941c45d1b3a323f1433bd6'

const XPUB =
  'xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8'
const H = 'ab'.repeat(32)
const AT = { hash: H, height: 900_000, time: 1_750_000_000 }

/** What a person may paste. */
export const ENTRIES: readonly string[] = [
  ADDRESS,
  '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
  '3P14159f73E4gFr7JterCCQh9QjiTjiZrG',
  'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
  `bitcoin:${ADDRESS}?amount=0.1&label=a%20b`,
  XPUB,
  `${XPUB}/<0;1>/*`,
  `[d34db33f/84h/0h/0h]${XPUB}/0/*`,
  `wpkh([d34db33f/84'/0'/0']${XPUB}/<0;1>/*)`,
  `wsh(sortedmulti(2,${XPUB}/0/*,${XPUB}/1/*))`,
  `tr(${XPUB}/0/*,{pk(${XPUB}/1/*),pk(${XPUB}/2/*)})`,
  `sh(wpkh(${XPUB}/0/*))`,
  `addr(${ADDRESS})`,
  'pk(0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798)',
]

/** Links by BIP-321, right ones and such as must be refused. */
export const LINKS: readonly string[] = [
  `bitcoin:${ADDRESS}`,
  `BITCOIN:${ADDRESS.toUpperCase()}?AMOUNT=0.00000001&Label=a%20b&message=%E4%BD%A0%E5%A5%BD`,
  `bitcoin:?bc=${ADDRESS}&lightning=lnbc1&pj=https://example.org/x%3Fy`,
  `bitcoin://${ADDRESS}?req-pop=x%3a&tb=tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx#part`,
  `bitcoin:${ADDRESS}?amount=20999999.99999999&amount=1`,
  `bitcoin:${ADDRESS}?req-unknown=1`,
  `bitcoin:${ADDRESS}?label=%E0%A4%A&message=%`,
  `bitcoin:${ADDRESS}?label=%E2%80%AEabc%00`,
]

/** Basic filters (BIP-158): of genesis and of a block with several elements. */
export const FILTERS: readonly string[] = [
  '019dfca8',
  '027feb63a10c',
  '0a5e6a9b11c0ffee2233445566778899aabbccddeeff0011',
  '00',
]

export const CONFIGS: readonly string[] = [
  `blockchain:
  chains:
    btc:
      chain_id: 1
      name: "Bitcoin"
      rpc_urls:
        - "http://127.0.0.1:8332"
        - url: "https://blockstream.info/api"
          role: provider
      username: "bitcoin"
      password: "bitcoin123"
      stale_after_blocks: 1000
`,
  'blockchain: {chains: {btc: {enabled: false, rotation: private, timeout_ms: 5000}}}\n',
]

const stats = {
  tx_count: 3,
  funded_txo_count: 3,
  funded_txo_sum: 5_000,
  spent_txo_count: 1,
  spent_txo_sum: 1_000,
}
const status = { confirmed: true, block_height: 900_000, block_hash: H }
const coin = { txid: H, vout: 0, value: 1_000, status }

export const ESPLORA: readonly unknown[] = [
  { address: ADDRESS, chain_stats: stats, mempool_stats: { ...stats, funded_txo_sum: 0, spent_txo_sum: 0 } },
  [{ id: H, height: 900_000, timestamp: 1_750_000_000 }],
  [
    {
      txid: H,
      vin: [{ txid: H, vout: 1, is_coinbase: false, prevout: { scriptpubkey: SCRIPT, value: 10 } }],
      vout: [{ scriptpubkey: SCRIPT, value: 9 }],
      status,
    },
  ],
  [{ txid: H, height: 900_000, value: -5, time: 1 }],
  [coin, { ...coin, vout: 1, status: { confirmed: false } }],
]

export const BLOCKCYPHER: readonly unknown[] = [
  { name: 'BTC.main', ...AT, time: '2026-11-01T00:00:00.5Z' },
  {
    address: ADDRESS,
    total_received: 5,
    total_sent: 1,
    balance: 4,
    unconfirmed_balance: 0,
    final_balance: 4,
    n_tx: 2,
    unconfirmed_n_tx: 0,
    final_n_tx: 2,
    txrefs: [
      { tx_hash: H, block_height: 899_999, tx_input_n: -1, tx_output_n: 0, value: 4, confirmations: 2 },
    ],
  },
  [{ address: ADDRESS, error: 'Limits reached.' }],
]

export const BLOCKCHAIN_INFO: readonly unknown[] = [
  {
    addresses: [{ address: ADDRESS, final_balance: 4, n_tx: 1, total_received: 4, total_sent: 0 }],
    txs: [
      {
        hash: H,
        block_height: 900_000,
        double_spend: false,
        inputs: [{ prev_out: { value: 5, addr: null } }],
        out: [{ value: 4, addr: ADDRESS }],
      },
    ],
    info: { latest_block: AT },
  },
  AT,
]

export const ELECTRUM: readonly unknown[] = [
  { confirmed: 5, unconfirmed: -1 },
  { count: 1, hex: '01' + '00'.repeat(79), max: 2016, headers: ['01' + '00'.repeat(79)] },
  [
    { tx_hash: H, height: 900_000 },
    { tx_hash: 'cd'.repeat(32), height: -1, fee: 1 },
  ],
  [{ tx_hash: H, tx_pos: 0, height: 900_000, value: 5 }],
]

export const UNIFORM: readonly unknown[] = [
  {
    address: ADDRESS,
    balance: 5,
    height: 900_000,
    hash: H,
    time: 1_750_000_000,
    network: 'main',
    confirmed: 5,
    pending: 0,
    immature: 0,
  },
  { height: 900_000, hash: H, time: 1_750_000_000, network: 'main' },
]

/** Labels as BIP-329 has them. */
export const LABELS: readonly string[] = [
  `{"type":"tx","ref":"${H}","label":"rent","origin":"wpkh([d34db33f/84'/0'/0'])"}`,
  `{"type":"addr","ref":"${ADDRESS}","label":"a name"}`,
  `{"type":"output","ref":"${H}:1","label":"change","spendable":false,"height":5}`,
  `{"type":"xpub","ref":"${XPUB}","label":"account"}`,
]

/** Tables of entries. */
export const TABLES: readonly string[] = [
  `Address,Label,Group\n${ADDRESS},"a, ""quoted"" name",savings\n`,
  `address;name;birthday\r\n${ADDRESS};x;2020-12-31\r\n`,
  `\ufeffxpub\tlabel\n${XPUB}\tcold\n`,
]

/** Files of wallets. */
export const WALLETS: readonly string[] = [
  JSON.stringify({ label: 'w', blockheight: 5, descriptor: `wpkh(${XPUB}/0/*)` }),
  JSON.stringify({ descriptors: [{ desc: `wpkh(${XPUB}/0/*)`, timestamp: 1_600_000_000, active: true }] }),
  `# multisig\nName: m\nPolicy: 2 of 2\nFormat: P2WSH\nDerivation: m/48h/0h/0h/2h\n\nD34DB33F: ${XPUB}\nD34DB340: ${XPUB}\n`,
]

export const PRICES: readonly string[] = [
  'date,price\n2020-12-31,23000.5\n2021-01-01,24000\n',
  'Datum;Kurs;Währung\n31.12.2020;23.000,50;EUR\n',
]

/** Backups, whose checksum a mutation breaks: they are read all the same, as edited ones. */
export const BACKUPS: readonly unknown[] = [
  {
    format: 'tidemark-backup',
    version: 1,
    network: 'main',
    madeAt: '2026-01-01T00:00:00.000Z',
    ledger: 'l',
    entries: [],
    labels: LABELS.map((line): unknown => JSON.parse(line)),
    notes: [{ kind: 'group', ref: 'g', text: 'a note' }],
    groups: ['g'],
    settings: DEFAULT_SETTINGS,
    sha256: H,
  },
]
