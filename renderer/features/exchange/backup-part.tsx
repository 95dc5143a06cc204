/** A backup: what restoring it would do, and doing it. Nobody may be asked because of it without consent. */
import { useState } from 'react'
import type { BackupSource, RestorePlan } from '../../../shared/ipc/backup.ts'
import { useApp, useSnapshot } from '../../app-context.ts'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { Refusal, useSave } from '../../components/forms/use-save.ts'
import { dateTime } from '../../format/age.ts'
import { formatNumber } from '../../format/digits.ts'
import { t } from '../../i18n/index.ts'
import { PreviewFrame, type PreviewProps } from './preview-frame.tsx'
import { type Given, textOf } from './read-file.ts'
import { usePreview } from './use-preview.ts'

/** A file that was given. */
export function BackupPart({ given, ...rest }: PreviewProps & { readonly given: Given }) {
  const [text] = useState(() => textOf(given))
  return <Restore {...rest} name={given.name} source={text === null ? null : { text }} />
}

/** A copy that Tidemark keeps by itself. */
export function KeptPart({ name, ...rest }: PreviewProps & { readonly name: string }) {
  return <Restore {...rest} name={name} source={{ kept: name }} />
}

interface RestoreProps extends PreviewProps {
  readonly name: string
  /** Null for a file that is no text. */
  readonly source: BackupSource | null
}

function Restore({ name, source, onAgain, onClose }: RestoreProps) {
  const { bridge, notices, actions } = useApp()
  const [choice, setChoice] = useState({ consent: false, edited: false })
  const { state: saving, run } = useSave()
  const preview = usePreview(String(choice.consent), (signal) =>
    source === null
      ? Promise.reject(new Refusal(t('imports.notText')))
      : bridge.call('backup.preview', { ...source, consent: choice.consent }, { signal }),
  )
  const isSound = preview.kind === 'ready' && (preview.value.intact || choice.edited)
  const apply = (): void =>
    run(async (signal) => {
      if (source === null) return
      await bridge.call('backup.restore', { ...source, ...choice }, { signal })
      actions.requestSnapshot()
      notices.done(t('restore.done'))
      onClose()
    })
  return (
    <PreviewFrame
      state={preview}
      saving={saving}
      action={t('restore.apply')}
      canApply={isSound}
      onApply={apply}
      onAgain={onAgain}
      onClose={onClose}
    >
      {(plan) => (
        <>
          <p className="lead">{t('imports.from', { name, format: t('imports.backup') })}</p>
          <Facts plan={plan} />
          <PlanTable plan={plan} />
          <SettingEffects plan={plan} />
          <OptionLine
            type="checkbox"
            label={t('restore.consent')}
            hint={t('restore.consentHint')}
            checked={choice.consent}
            onChange={(consent) => setChoice({ ...choice, consent })}
          />
          {!plan.intact && (
            <label className="tick">
              <input
                type="checkbox"
                checked={choice.edited}
                onChange={(event) => setChoice({ ...choice, edited: event.target.checked })}
              />
              {t('restore.edited')}
            </label>
          )}
        </>
      )}
    </PreviewFrame>
  )
}

function Facts({ plan }: { readonly plan: RestorePlan }) {
  const network = useSnapshot((snapshot) => snapshot.network)
  const made = Date.parse(plan.madeAt)
  return (
    <>
      <p className="hint">
        {t('restore.madeAt', { when: Number.isNaN(made) ? plan.madeAt : dateTime(made) })}
        {'. '}
        {t('restore.nothingDeleted')}
      </p>
      {!plan.intact && <p className="form-error">{t('restore.notIntact')}</p>}
      {plan.network !== network && (
        <p className="form-error">
          {t('restore.otherNetwork', { network: t(`network.names.${plan.network}`) })}
        </p>
      )}
    </>
  )
}

const PARTS = ['entries', 'labels', 'notes', 'groups'] as const
const EFFECTS = ['added', 'changed', 'same', 'kept', 'refused'] as const

function PlanTable({ plan }: { readonly plan: RestorePlan }) {
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{t('restore.part')}</th>
          {EFFECTS.map((effect) => (
            <th key={effect} scope="col" className="r">
              {t(`restore.${effect}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {PARTS.map((part) => (
          <tr key={part}>
            <th scope="row">{t(`restore.parts.${part}`)}</th>
            {countsOf(plan, part).map(([effect, count]) => (
              <td key={effect} className={count === 0 ? 'r dim' : 'r'}>
                {formatNumber(count)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Labels are counted as an import of labels counts them. */
function countsOf(plan: RestorePlan, part: (typeof PARTS)[number]): readonly (readonly [string, number])[] {
  if (part !== 'labels') return EFFECTS.map((effect) => [effect, plan[part][effect]] as const)
  const { labels } = plan
  const counts = {
    added: labels.new + labels.aside,
    changed: labels.changed + labels.conflicts,
    same: labels.same,
    kept: 0,
    refused: labels.refused,
  }
  return EFFECTS.map((effect) => [effect, counts[effect]] as const)
}

function SettingEffects({ plan: { settings } }: { readonly plan: RestorePlan }) {
  if (settings.length === 0) return null
  return (
    <section aria-label={t('restore.settings')}>
      <h3>{t('restore.settings')}</h3>
      <dl className="facts wide">
        {settings.map(({ setting, effect }) => (
          <div key={setting}>
            <dt>{t(`restore.setting.${setting}`)}</dt>
            <dd>{t(`restore.effects.${effect}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
