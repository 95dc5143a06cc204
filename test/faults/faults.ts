/** The faults of the matrix, and what a correct reader makes of each. */
import { gzipSync } from 'node:zlib'
import { GENESIS_HASH } from '../../shared/chain.ts'
import {
  amount,
  BAD_NUMBERS,
  edit,
  ending,
  type Fault,
  figure,
  HTML,
  instead,
  isHttp,
  leftOut,
  onAnswers,
  page,
  status,
} from './fault-kinds.ts'
import { ADDRESS, OTHER_ADDRESS, P2PK_SCRIPT, PAST_HEIGHT, SCRIPT } from './grounds.ts'

const OLDER_FIGURES = 'the figures name no block, and the tip before and after them is the same'

/** Those whose pages overlap, who need no list for a balance, or who ask again when it does not fit, may get it right. */
const SECOND_LOOK: Fault['but'] & object = {
  blockcypher: 'either',
  'blockchain.info': 'either',
  electrum: 'either',
}

/** Some servers close on the first array of questions: it is tried once more without. */
const AT_FIRST_ARRAY: Partial<Fault> = { but: { electrum: 'either' } }

/** All of them. */
export const FAULTS: readonly Fault[] = [
  ending('gone', 'refused'),
  ending('reset', 'refused', AT_FIRST_ARRAY),
  ending('cut', 'refused', AT_FIRST_ARRAY),
  ending('close', 'refused', AT_FIRST_ARRAY),
  ending('silence', 'refused', { waits: true }),
  ending('stall', 'refused', { waits: true }),
  ending('drip', 'refused', { waits: true }),
  ending('half-open', 'refused', { waits: true }),
  ending('late', 'right'),
  ending('pieces', 'right'),
  {
    id: 'name not known',
    expected: 'refused',
    once: true,
    waits: true,
    act: () => ({ kind: 'address', of: 'nxdomain' }),
  },
  { id: 'TLS expired', expected: 'refused', once: true, act: () => ({ kind: 'address', of: 'expired' }) },
  {
    id: 'TLS signed by itself',
    expected: 'refused',
    but: { electrum: 'right' },
    once: true,
    act: () => ({ kind: 'address', of: 'self-signed' }),
  },
  {
    id: 'no TLS where it was asked for',
    expected: 'refused',
    once: true,
    waits: true,
    act: () => ({ kind: 'address', of: 'not-tls' }),
  },
  status('429', 429, [-101, 'excessive resource usage']),
  status('429 with Retry-After', 429, [0, ''], { retryAfter: '7' }),
  status('429 in HTML', 429, [1, HTML], { body: HTML, type: 'text/html' }),
  status('403', 403, [1, 'forbidden']),
  status('500', 500, [-32_603, 'internal error']),
  status('503', 503, [-102, 'server busy']),
  status('404', 404, [-32_601, 'unknown method']),
  status('too many outputs', 400, [1, 'history too large'], {
    body: 'Too many unspent transaction outputs (>500). Contact support to raise limits.',
  }),
  {
    ...status('too many outputs, asked for outputs', 400, [1, 'history too large'], {
      body: 'Too many unspent transaction outputs (>500).',
    }),
    questions: ['unspent'],
  },
  instead('200 with HTML', HTML, 'text/html'),
  instead('200 with an error', '{"error":"Limits reached.","message":"Limits reached."}'),
  instead('200 with an empty body', ''),
  instead('200 with null', 'null'),
  instead('deep JSON', '['.repeat(20_000) + ']'.repeat(20_000)),
  edit('truncated JSON', 'refused', (text) => text.slice(0, Math.floor(text.length / 2))),
  edit('bytes that are no text', 'refused', (text) => `\u0000\u0007${text}`),
  {
    id: 'JSON as plain text',
    expected: 'refused',
    act: (adapter) =>
      isHttp(adapter)
        ? { kind: 'http', headers: { 'content-type': 'text/plain' }, json: true }
        : leftOut('lines have no type'),
  },
  {
    id: 'gzip bomb',
    expected: 'refused',
    act: (adapter) =>
      isHttp(adapter)
        ? {
            kind: 'http',
            status: 200,
            headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
            body: BOMB(),
          }
        : leftOut('lines are not compressed'),
  },
  { id: 'too large a body', expected: 'refused', waits: true, act: () => ({ kind: 'huge' }) },
  {
    id: 'redirect',
    expected: 'refused',
    act: (adapter) => (isHttp(adapter) ? { kind: 'redirect' } : leftOut('the protocol has no redirects')),
  },
  ...BAD_NUMBERS.map(([id, raw]) => figure(id, raw)),
  ...BAD_NUMBERS.map(([id, raw]) => amount(id, raw)),
  edit('a 64-bit height', 'refused', (text) =>
    text.replace(/"(block_)?height":\d+/, '"$1height":9223372036854775807'),
  ),
  edit('a 64-bit index beside the figures', 'right', (text) =>
    text.replaceAll('{"', '{"index":9223372036854775807,"'),
  ),
  edit('another address', 'refused', (text) =>
    text.replaceAll(ADDRESS, OTHER_ADDRESS).replaceAll(SCRIPT, `0014${'ab'.repeat(20)}`),
  ),
  edit('another network', 'refused', (text) =>
    text.replaceAll(GENESIS_HASH.main, GENESIS_HASH.testnet4).replaceAll('BTC.main', 'BTC.test3'),
  ),
  edit('another block hash', 'refused', (text) => text.replace(/^[0-9a-f]{64}$/, 'ab'.repeat(32)), {
    but: { esplora: 'either' },
  }),
  edit('the hash of another block', 'refused', (text) => text.replace(/^[0-9a-f]{64}$/, GENESIS_HASH.main), {
    but: { esplora: 'either' },
  }),
  edit('the header of another block', 'refused', (text) =>
    text.replace(/^[0-9a-f]{160}$/, (header) => header.replace(/^.{8}/, '01000000')),
  ),
  edit('a block at another height', 'refused', (text) =>
    text.replaceAll(`"height":${PAST_HEIGHT},`, `"height":${PAST_HEIGHT - 1},`),
  ),
  page('page lost', () => [], 'refused', { but: SECOND_LOOK }),
  page('last transaction of a page lost', (items) => items.slice(0, -1), 'refused', {
    but: { ...SECOND_LOOK, esplora: 'right' }, // the next page begins after the last one that came
  }),
  page('transactions twice', (items) => items.flatMap((item) => [item, item]), 'right', {
    but: { electrum: 'refused', 'blockchain.info': 'either' },
  }),
  page('a list in reverse', (items) => [...items].reverse(), 'either'),
  { id: 'an earlier page again', expected: 'either', act: () => ({ kind: 'replay' }) },
  edit('batch in another order', 'right', (text) => reordered(text), { questions: ['balances'] }),
  {
    id: 'behind from here on',
    expected: 'either',
    act: () => ({ kind: 'behind', blocks: (n, place) => (n >= place ? 2 : 0) }),
  },
  {
    id: 'the tip moves here',
    expected: 'either',
    act: () => ({ kind: 'behind', blocks: (n, place) => (n < place ? 2 : 0) }),
  },
  {
    id: 'an older server answers once',
    expected: 'either',
    act: () => ({ kind: 'behind', blocks: (n, place) => (n === place ? 2 : 0) }),
    unnoticeable: {
      esplora: { question: 'balance', reason: OLDER_FIGURES },
      electrum: { question: 'balance', reason: OLDER_FIGURES },
    },
  },
  {
    id: 'the whole server is behind',
    expected: 'right',
    once: true,
    act: () => ({ kind: 'behind', blocks: () => 3 }),
  },
  {
    id: 'a reorganisation here',
    expected: 'either',
    act: (adapter) =>
      adapter === 'blockcypher' || adapter === 'blockchain.info'
        ? leftOut('its test server has one branch')
        : { kind: 'reorganised' },
  },
  {
    id: 'P2PK credited',
    expected: 'right',
    act: (adapter) => {
      if (adapter === 'electrum') return leftOut('it is asked by script, and P2PK is another one')
      if (adapter === 'uniform') return leftOut('it gives figures alone')
      if (adapter !== 'esplora') return { kind: 'none' } // always there: its definition says so
      return {
        kind: 'edit',
        edit: (text) =>
          text.replaceAll(
            `"scriptpubkey":"0014${'00'.repeat(20)}"`,
            `"scriptpubkey":"${P2PK_SCRIPT}","scriptpubkey_address":"${ADDRESS}"`,
          ),
      }
    },
  },
  {
    id: 'an answer to another question',
    expected: 'refused',
    waits: true,
    act: (adapter) =>
      isHttp(adapter)
        ? leftOut('HTTP has no ids')
        : { kind: 'edit', edit: (line) => onAnswers(line, (answer) => ({ ...answer, id: 987_654 })) },
  },
]

let bomb: Uint8Array | null = null

/** 200 MB of JSON in 200 kB. */
function BOMB(): Uint8Array {
  bomb ??= gzipSync(Buffer.alloc(200_000_000, ' '), { level: 1 })
  return bomb
}

/** The items of a batch in reverse, where the reply is a batch. */
function reordered(text: string): string {
  if (!/^[[{]/.test(text)) return text
  const reply = JSON.parse(text) as
    | readonly { readonly address?: string; readonly jsonrpc?: string }[]
    | { readonly addresses?: readonly unknown[] }
  if (Array.isArray(reply))
    return reply.every((item) => 'jsonrpc' in item || 'address' in item)
      ? JSON.stringify([...reply].reverse())
      : text
  const whole = reply as Readonly<Record<string, unknown>> // it is no list, above
  const { addresses } = whole
  if (!Array.isArray(addresses)) return text
  return JSON.stringify({ ...whole, addresses: [...(addresses as readonly unknown[])].reverse() })
}
