import type { Migration } from '../migrate.ts'
import { ledger } from './0001-ledger.ts'
import { archive } from './0002-archive.ts'
import { crossCheck } from './0003-cross-check.ts'
import { history } from './0004-history.ts'
import { selfCheck } from './0005-self-check.ts'
import { prices } from './0006-prices.ts'
import { fewerTrees } from './0007-fewer-trees.ts'
import { transactions } from './0008-transactions.ts'
import { labels } from './0009-labels.ts'
import { medianTimes } from './0010-median-times.ts'
import { accounts } from './0011-accounts.ts'
import { journal } from './0012-journal.ts'
import { arrivingInPieces } from './0013-arriving-in-pieces.ts'
import { toldHistory } from './0014-told-history.ts'
import { notices } from './0015-notices.ts'
import { blockSums } from './0016-block-sums.ts'
import { sumsInBlocks } from './0017-sums-in-blocks.ts'
import { claims } from './0018-claims.ts'
import { outputsByNumber } from './0019-outputs-by-number.ts'
import { leaving } from './0020-leaving.ts'
import { endsOfCoverage } from './0021-ends-of-coverage.ts'
import { fewerPlaces } from './0022-fewer-places.ts'
import { leanCoverage } from './0023-lean-coverage.ts'

/** All schema steps, ascending. A released step is never edited: add the next one. */
export const MIGRATIONS: readonly Migration[] = [
  ledger,
  archive,
  crossCheck,
  history,
  selfCheck,
  prices,
  fewerTrees,
  transactions,
  labels,
  medianTimes,
  accounts,
  journal,
  arrivingInPieces,
  toldHistory,
  notices,
  blockSums,
  sumsInBlocks,
  claims,
  outputsByNumber,
  leaving,
  endsOfCoverage,
  fewerPlaces,
  leanCoverage,
]

/** The version this build writes. */
export const NEWEST_VERSION = MIGRATIONS.at(-1)?.version ?? 0
