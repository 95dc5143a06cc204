/** Every reader of what comes from outside: pasted, sent, stored, typed. */

import { parseConfig } from '../../electron/config-file/parse-config.ts'
import { ConfigFileError } from '../../electron/config-file/problem.ts'
import { parseEntry } from '../../electron/engine/accounts/parse-entry.ts'
import { secretKindOf } from '../../electron/engine/accounts/secrets.ts'
import { BlockFormatError } from '../../electron/engine/block/byte-reader.ts'
import { blockHashOf, sha256d } from '../../electron/engine/block/hash.ts'
import { matchBlock } from '../../electron/engine/block/match-block.ts'
import { WatchTable } from '../../electron/engine/block/watch-table.ts'
import { FilterFormatError } from '../../electron/engine/filters/filter-format-error.ts'
import { createFilterMatcher } from '../../electron/engine/filters/filter-matcher.ts'
import { parsePriceCsv } from '../../electron/engine/imports/price-csv.ts'
import { readImportText } from '../../electron/engine/imports/read-file.ts'
import { parseRecord } from '../../electron/engine/labels/label-record.ts'
import { ProviderError } from '../../electron/engine/provider-error.ts'
import { inputSchemas } from '../../electron/ipc/schemas.ts'
import { sortLines } from '../../electron/services/add-lines.ts'
import { readBackup } from '../../electron/services/backup-reader.ts'
import { readLink } from '../../electron/services/link-box.ts'
import { multiFromReply, tipFromLatest } from '../../electron/sources/blockchain-info-replies.ts'
import { addressFromItem, itemsByAddress, tipFromChain } from '../../electron/sources/blockcypher-replies.ts'
import { LineSplitter, LineTooLong } from '../../electron/sources/electrum/lines.ts'
import { readTransaction } from '../../electron/sources/electrum/raw-transaction.ts'
import {
  amountsFromReply,
  headersFromReply,
  historyFromReply,
  unspentFromReply,
} from '../../electron/sources/electrum/replies.ts'
import { figuresFromAddress } from '../../electron/sources/esplora-replies.ts'
import {
  confirmedUnspentFrom,
  summaryFrom,
  transactionsFrom,
} from '../../electron/sources/esplora-transactions.ts'
import { newestFromBlocks } from '../../electron/sources/provider-replies.ts'
import { readUniform, readUniformTip } from '../../electron/sources/uniform-reply.ts'
import { MAX_SATS } from '../../shared/amounts.ts'
import { blockHash } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import { SAMPLE_INPUTS } from '../fakes/contract-samples.ts'
import { inWords } from '../fakes/in-words.ts'
import { blockBytes, COINBASE, txBytes } from '../unit/engine/block/hand-made.ts'
import type { Target } from './fuzz.ts'
import { loopbackTarget } from './loopback.ts'
import * as seeds from './seeds.ts'

const never = (): boolean => false
const text = (input: Buffer): string => input.toString('utf8')

/** Reads JSON with one of these; what is no JSON never gets as far. */
function json(
  name: string,
  given: readonly unknown[],
  ...readers: readonly ((reply: unknown) => unknown)[]
): Target {
  return {
    name,
    seeds: given.map((value) => Buffer.from(JSON.stringify(value))),
    read: (input) => {
      let reply: unknown
      try {
        reply = JSON.parse(text(input))
      } catch {
        throw new ProviderError('bad_answer', inWords('no JSON'))
      }
      const failures = readers.map((reader) => {
        try {
          reader(reply)
          return null
        } catch (error) {
          if (!(error instanceof ProviderError)) throw error
          return error
        }
      })
      const first = failures.find((failure) => failure !== null)
      if (first && failures.every((failure) => failure !== null)) throw first
    },
    expects: (error) => error instanceof ProviderError,
  }
}

const SCRIPT = Buffer.from(seeds.SCRIPT, 'hex')

function watchTable(): WatchTable {
  const script = { id: 1, scriptPubKey: SCRIPT, activeAbove: 0 }
  return new WatchTable({ version: 1, scripts: [script], outpoints: [] })
}

function blockSeeds(): readonly Buffer[] {
  const coinbase = txBytes({ inputs: [COINBASE], outputs: [{ value: 5_000_000_000, script: seeds.SCRIPT }] })
  const next = txBytes({
    inputs: [{ txid: coinbase.txid, vout: 0 }],
    outputs: Array.from({ length: 5 }, (_, n) => ({
      value: n,
      script: n % 2 ? seeds.SCRIPT : '6a04deadbeef',
    })),
    witness: true,
  })
  return [blockBytes([coinbase.raw]).raw, blockBytes([coinbase.raw, next.raw]).raw]
}

const blocks: Target = {
  name: 'blocks',
  seeds: blockSeeds(),
  read: (input) => {
    const hash = blockHashOf(sha256d(input.subarray(0, 80)))
    return matchBlock(input, { height: 1, hash }, watchTable(), () => undefined)
  },
  expects: (error) => error instanceof BlockFormatError,
}

const transactions: Target = {
  name: 'transactions',
  seeds: blockSeeds().map((raw) => raw.subarray(81)),
  read: (input) => readTransaction(input, SCRIPT),
  expects: (error) => error instanceof ProviderError || error instanceof BlockFormatError,
}

const matcher = createFilterMatcher([SCRIPT])
const filters: Target = {
  name: 'compact filters',
  seeds: seeds.FILTERS.map((hex) => Buffer.from(hex, 'hex')),
  read: (input) => matcher.matchAny(input, blockHash('11'.repeat(32))),
  expects: (error) => error instanceof FilterFormatError,
}

const entries: Target = {
  name: 'addresses, keys, descriptors',
  seeds: seeds.ENTRIES.map((line) => Buffer.from(line)),
  read: (input) => [parseEntry(text(input), 'main'), parseEntry(text(input), 'regtest')],
  expects: never, // it refuses by its answer
}

const lines: Target = {
  name: 'pasted lines',
  seeds: [Buffer.from(seeds.ENTRIES.join('\n'))],
  read: (input) => sortLines({ lines: text(input).split('\n').slice(0, 50) }, 'main'),
  expects: never,
}

/**
 * A link that is taken names something, asks for what there can be, shows a stranger's words on one short line, and
 * repeats no private key or seed phrase that stands in it.
 */
const links: Target = {
  name: 'bitcoin: links',
  seeds: seeds.LINKS.map((link) => Buffer.from(link)),
  read: (input) => {
    const link = readLink(text(input))
    if (link.kind === 'refused') throw new AppError('invalid_input', inWords(link.reason))
    const words = [link.label, link.message].filter((each) => each !== null)
    const sound =
      link.addresses.length > 0 &&
      link.others.length <= 20 &&
      (link.amount === null || (Number.isSafeInteger(link.amount) && link.amount <= MAX_SATS)) &&
      words.every((each) => Array.from(each).length <= 200 && !/[\p{Cc}\p{Cf}\n]/u.test(each))
    const told = [...link.addresses, ...words, ...link.others]
    if (!sound || told.some((each) => secretKindOf(each) !== null))
      throw new Error(`a link was read wrongly: ${JSON.stringify(link)}`)
    return link
  },
  expects: (error) => error instanceof AppError,
}

const config: Target = {
  name: 'config.yaml',
  seeds: seeds.CONFIGS.map((yaml) => Buffer.from(yaml)),
  read: (input) => parseConfig(text(input), '/nowhere'),
  expects: (error) => error instanceof ConfigFileError || error instanceof AppError,
}

const ipc: Target = {
  name: 'IPC payloads',
  seeds: Object.entries(SAMPLE_INPUTS).map((entry) => Buffer.from(JSON.stringify(entry))),
  read: (input) => {
    let payload: unknown
    try {
      payload = JSON.parse(text(input))
    } catch {
      return null
    }
    const [name, value] = Array.isArray(payload) ? (payload as unknown[]) : ['app.snapshot', payload]
    const schema = Object.entries(inputSchemas).find(([each]) => each === name)?.[1]
    return schema?.safeParse(value)
  },
  expects: never,
}

const electrumLines: Target = {
  name: 'Electrum lines',
  seeds: [Buffer.from('{"jsonrpc":"2.0","id":1,"result":null}\n{"id":2}\n')],
  read: (input) => {
    const splitter = new LineSplitter(4_096)
    for (let at = 0; at < input.length; at += 7) splitter.push(input.subarray(at, at + 7))
  },
  expects: (error) => error instanceof LineTooLong,
}

const HARMLESS = { isTxid: () => false }

const bip329: Target = {
  name: 'BIP-329 labels',
  seeds: seeds.LABELS.map((line) => Buffer.from(line)),
  read: (input) => {
    const parsed = parseRecord(text(input), 'main', HARMLESS)
    if (parsed.kind === 'refused') throw new AppError('invalid_input', inWords(parsed.reason))
  },
  expects: (error) => error instanceof AppError,
}

const files: Target = {
  name: 'files to import',
  seeds: [...seeds.TABLES, ...seeds.WALLETS, ...seeds.ENTRIES, ...seeds.LABELS].map((file) =>
    Buffer.from(file),
  ),
  read: (input) => readImportText(text(input), 'main', undefined),
  expects: (error) => error instanceof AppError,
}

const tables: Target = {
  name: 'CSV of prices',
  seeds: seeds.PRICES.map((file) => Buffer.from(file)),
  read: (input) => parsePriceCsv(text(input), 'EUR'),
  expects: (error) => error instanceof AppError,
}

const backups: Target = {
  name: 'backups',
  seeds: seeds.BACKUPS.map((backup) => Buffer.from(JSON.stringify(backup))),
  read: (input) => readBackup(text(input), 'main', HARMLESS),
  expects: (error) => error instanceof AppError,
}

const NOW = 1_760_000_000_000

/** All of them. */
export const TARGETS: readonly Target[] = [
  blocks,
  transactions,
  filters,
  entries,
  lines,
  links,
  config,
  ipc,
  electrumLines,
  bip329,
  files,
  tables,
  backups,
  loopbackTarget(),
  json(
    'Esplora',
    seeds.ESPLORA,
    (reply) => figuresFromAddress(reply, seeds.ADDRESS),
    (reply) => newestFromBlocks(reply, 'main', NOW),
    (reply) => transactionsFrom(reply, seeds.SCRIPT),
    summaryFrom,
    confirmedUnspentFrom,
  ),
  json(
    'BlockCypher',
    seeds.BLOCKCYPHER,
    (reply) => tipFromChain(reply, 'main', NOW),
    itemsByAddress,
    addressFromItem,
  ),
  json(
    'blockchain.info',
    seeds.BLOCKCHAIN_INFO,
    (reply) => multiFromReply(reply, [seeds.ADDRESS], { network: 'main', now: NOW }),
    (reply) => tipFromLatest(reply, 'main', NOW),
  ),
  json(
    'Electrum',
    seeds.ELECTRUM,
    amountsFromReply,
    (reply) => headersFromReply(reply, 5),
    historyFromReply,
    unspentFromReply,
  ),
  json(
    'the uniform shape',
    seeds.UNIFORM,
    (reply) => readUniform(reply, { address: seeds.ADDRESS, height: null }),
    readUniformTip,
  ),
]
