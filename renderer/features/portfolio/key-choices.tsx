/** Keys that do not say what addresses they have: the first addresses of each kind, to be compared with the wallet. */
import type { AccountScriptType, EntryChoice } from '../../../shared/ipc/contract.ts'
import { ShortAddress } from '../../components/address.tsx'
import { t } from '../../i18n/index.ts'

/** A choice a key. Nothing of it is watched before one is made. */
export function KeyChoices({
  choices,
  onChoose,
}: {
  readonly choices: readonly EntryChoice[]
  readonly onChoose: (choice: EntryChoice, scriptType: AccountScriptType) => void
}) {
  return choices.map((choice) => (
    <section key={choice.line} className="card" aria-label={t('add.choose')}>
      <p>
        <b>{t('add.choose')}</b> {t('add.chooseText')}
      </p>
      <p className="mono cut">{choice.text}</p>
      {choice.options.map(({ scriptType, addresses }) => (
        <div key={scriptType} className="key-option">
          <span>{t(`add.kinds.${scriptType}`)}</span>
          <span className="key-addresses">
            {addresses.slice(0, 3).map((address) => (
              <ShortAddress key={address} address={address} />
            ))}
          </span>
          <button
            type="button"
            className="btn"
            aria-label={t('add.chooseKind', { kind: t(`add.kinds.${scriptType}`) })}
            onClick={() => onChoose(choice, scriptType)}
          >
            {t('add.chooseThis')}
          </button>
        </div>
      ))}
    </section>
  ))
}
