/** The unspent outputs of an address, and what changed inside holes. */
import type { AddressDetail, HoleChange, UnspentOutput } from '../../../shared/ipc/contract.ts'
import { Amount } from '../../components/amount.tsx'
import { shortOutpoint } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'
import { blockText, listText } from '../../texts/words.ts'

/** Each unspent output with its block and confirmations. */
export function UnspentOutputs({ detail }: { readonly detail: AddressDetail }) {
  const { unspent, reading } = detail
  return (
    <section aria-label={t('pane.unspent')}>
      <h3>{t('pane.unspent')}</h3>
      {unspent.length === 0 && (
        <p className="dim">{reading.source === 'ledger' ? t('pane.noUnspent') : t('pane.unspentFrom')}</p>
      )}
      <ul className="outputs">
        {unspent.map((output) => (
          <Output key={`${output.txid}:${output.vout}`} output={output} />
        ))}
      </ul>
    </section>
  )
}

function Output({ output }: { readonly output: UnspentOutput }) {
  return (
    <li>
      <span className="output-line">
        <span className="mono dim" title={`${output.txid}:${output.vout}`}>
          {shortOutpoint(output.txid, output.vout)}
        </span>
        <Amount sats={output.value} />
      </span>
      <span className="output-note">{noteOf(output)}</span>
    </li>
  )
}

function noteOf({ at, confirmations, coinbase, spendPending }: UnspentOutput): string {
  const parts = [
    at === null
      ? t('pane.unconfirmed')
      : listText([blockText(at.height), t('pane.confirmations', { count: confirmations })]),
    coinbase ? t('pane.coinbase') : '',
    spendPending ? t('pane.spendPending') : '',
  ]
  return listText(parts)
}

/** What moved in blocks that nobody read, in sum; nothing when there is no hole. */
export function HoleChanges({ holes }: { readonly holes: readonly HoleChange[] }) {
  if (holes.length === 0) return null
  return (
    <section aria-label={t('pane.changes')}>
      <h3>{t('pane.changes')}</h3>
      {holes.map((hole) => (
        <div key={`${hole.from.hash}${hole.to.hash}`} className="hole">
          <p>{t('pane.changedBetween', { from: hole.from.height, to: hole.to.height })}</p>
          <ul className="outputs">
            {hole.received.map((each) => (
              <Movement key={`+${each.txid}:${each.vout}`} {...each} word={t('pane.received')} />
            ))}
            {hole.spent.map((each) => (
              <Movement
                key={`-${each.txid}:${each.vout}`}
                {...each}
                value={-each.value}
                word={t('pane.spent')}
              />
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

type MovementProps = HoleChange['received'][number] & { readonly word: string }

function Movement({ txid, vout, value, word }: MovementProps) {
  return (
    <li>
      <span className="output-line">
        <span className="mono dim" title={`${txid}:${vout}`}>
          {shortOutpoint(txid, vout)}
        </span>
        <Amount sats={value} signed />
      </span>
      <span className="output-note">{word}</span>
    </li>
  )
}
