/** What of a transaction is one's own: others' inputs and outputs are counted, and not kept. */
import type { TransactionInput, TransactionOutput } from '../../../shared/ipc/time.ts'
import { useApp } from '../../app-context.ts'
import { ShortAddress } from '../../components/address.tsx'
import { Amount } from '../../components/amount.tsx'
import { LabelEdit } from '../../components/label-edit.tsx'
import { useLabels } from '../../components/use-labels.ts'
import { shortOutpoint, shortTxid } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'

interface InputsProps {
  readonly inputs: readonly TransactionInput[]
  /** Of all; null where that is not known. */
  readonly all: number | null
}

/** Inputs that spend outputs of watched scripts. */
export function OwnInputs({ inputs, all }: InputsProps) {
  const { view } = useApp()
  return (
    <section aria-label={t('transaction.inputs')}>
      <h3>{t('transaction.inputs')}</h3>
      {inputs.length === 0 && <p className="dim">{t('transaction.noInputs')}</p>}
      <ul className="outputs">
        {inputs.map(({ vin, txid, vout, address, value }) => (
          <li key={vin}>
            <span className="output-line">
              <ShortAddress address={address} />
              <Amount sats={value} />
            </span>
            <button
              type="button"
              className="link mono output-note"
              onClick={() => view.setState({ transaction: txid })}
            >
              {shortOutpoint(txid, vout)}
            </button>
          </li>
        ))}
      </ul>
      <Others own={inputs.length} all={all} />
    </section>
  )
}

interface OutputsProps {
  readonly txid: string
  readonly outputs: readonly TransactionOutput[]
  readonly all: number | null
}

/** Outputs to watched scripts, with their labels and what spent them. */
export function OwnOutputs({ txid, outputs, all }: OutputsProps) {
  const labels = useLabels(
    'output',
    outputs.map(({ vout }) => `${txid}:${vout}`),
  )
  return (
    <section aria-label={t('transaction.outputs')}>
      <h3>{t('transaction.outputs')}</h3>
      {outputs.length === 0 && <p className="dim">{t('transaction.noOutputs')}</p>}
      <ul className="outputs">
        {outputs.map((output) => (
          <Output
            key={output.vout}
            txid={txid}
            output={output}
            label={labels.get(`${txid}:${output.vout}`) ?? ''}
          />
        ))}
      </ul>
      <Others own={outputs.length} all={all} />
    </section>
  )
}

interface OutputProps {
  readonly txid: string
  readonly output: TransactionOutput
  readonly label: string
}

function Output({ txid, output: { vout, address, value, spentBy, reused, dust }, label }: OutputProps) {
  const { view } = useApp()
  return (
    <li>
      <span className="output-line">
        <ShortAddress address={address} />
        <Amount sats={value} />
      </span>
      <span className="output-line output-note">
        <LabelEdit type="output" refText={`${txid}:${vout}`} label={label} name={shortOutpoint(txid, vout)} />
        {spentBy === null ? (
          <span>{t('transaction.unspent')}</span>
        ) : (
          <button type="button" className="link" onClick={() => view.setState({ transaction: spentBy })}>
            {t('transaction.spentBy', { txid: shortTxid(spentBy) })}
          </button>
        )}
      </span>
      {dust && <span className="output-note line">{t('output.dust')}</span>}
      {reused && <span className="output-note line">{t('output.reusedWhy')}</span>}
    </li>
  )
}

function Others({ own, all }: { readonly own: number; readonly all: number | null }) {
  if (all === null || all <= own) return null
  return <p className="dim small">{t('transaction.others', { count: all - own })}</p>
}
