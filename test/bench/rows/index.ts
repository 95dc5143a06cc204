import type { RowDefinition } from '../types.ts'
import { deriveRate } from './derive-rate.ts'
import { filtersMatch } from './filters-match.ts'
import { historyPage } from './history-page.ts'
import { kernelFlat, kernelWalk } from './kernel-floor.ts'
import { kernelBitcoinjs, kernelParse } from './kernel-library.ts'
import { loopRows } from './loop.ts'
import { loopRules } from './loop-rules.ts'
import { memory1m } from './memory-1m.ts'
import { poolMedian } from './pool-median.ts'
import { rescanChoice } from './rescan-choice.ts'
import { scanDownload } from './scan-download.ts'
import { scanFlat } from './scan-flat.ts'
import { scanJson } from './scan-json.ts'
import { scanLibrary } from './scan-library.ts'
import { searchLabelRows } from './search-label.ts'
import { seedRows } from './seed-10k.ts'
import { seriesDay } from './series-day.ts'
import { storeCatchup } from './store-catchup.ts'
import { storeFloor } from './store-floor.ts'
import { storeTip } from './store-tip.ts'
import { storeTotal } from './store-total.ts'
import { transportCurlRows } from './transport-curl.ts'
import { transportSmall } from './transport-small.ts'
import { uiRows } from './ui.ts'
import { writerHolds } from './writer-holds.ts'

/** Every row, in the order in which they run. */
export const ROWS: readonly RowDefinition[] = [
  kernelBitcoinjs,
  kernelParse,
  kernelWalk,
  kernelFlat,
  ...transportCurlRows((line) => void process.stderr.write(`${line}\n`)),
  transportSmall,
  scanJson,
  scanLibrary,
  scanDownload,
  scanFlat,
  ...filtersMatch,
  ...rescanChoice,
  deriveRate,
  ...seedRows,
  ...storeCatchup,
  storeFloor,
  storeTip,
  storeTotal,
  ...searchLabelRows,
  historyPage,
  seriesDay,
  ...loopRows,
  ...writerHolds,
  loopRules,
  memory1m,
  poolMedian,
  ...uiRows,
]
