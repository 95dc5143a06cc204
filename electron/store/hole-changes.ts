import type { Outpoint } from '../../shared/chain.ts'
import type { HoleChange } from '../../shared/ipc/contract.ts'
import type { ScriptId } from '../engine/ports.ts'
import { toTxid } from './bytes.ts'
import type { LedgerReadings } from './ledger-readings.ts'
import type { Database } from './sqlite.ts'

interface ChangeRow {
  readonly txid: Buffer
  readonly vout: number
  readonly value: number
}

type Bounds = { readonly script: ScriptId; readonly from: number; readonly to: number }

const CHANGED = 'SELECT t.txid, o.vout, o.value FROM output o JOIN tx t ON t.id = o.tx'
const ORDER = 'ORDER BY t.txid, o.vout'

/**
 * What changed inside each hole of a script, in sum: outputs that its end found and its beginning did not have,
 * and the other way round. What came and went inside is not known.
 */
export function createHoleChanges(
  db: Database,
  readings: LedgerReadings,
): (script: ScriptId) => readonly HoleChange[] {
  const received = db.prepare<[Bounds], ChangeRow>(
    `${CHANGED} WHERE o.script = @script AND o.height > @from AND o.height <= @to ${ORDER}`,
  )
  const spent = db.prepare<[Bounds], ChangeRow>(
    `${CHANGED} LEFT JOIN tx b ON b.id = o.spent
     WHERE o.script = @script AND o.height <= @from
       AND ((o.gone > @from AND o.gone <= @to) OR (b.height > @from AND b.height <= @to)) ${ORDER}`,
  )
  return db.transaction((script: ScriptId) =>
    (readings([script]).get(script)?.holes ?? []).map(({ from, to }) => {
      const bounds = { script, from: from.height, to: to.height }
      return {
        from,
        to,
        received: received.all(bounds).map(toChange),
        spent: spent.all(bounds).map(toChange),
      }
    }),
  )
}

function toChange({ txid, vout, value }: ChangeRow): Outpoint & { readonly value: number } {
  return { txid: toTxid(txid), vout, value }
}
