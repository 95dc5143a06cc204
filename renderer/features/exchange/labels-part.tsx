/** Labels by BIP-329: what each line would do, and which of two that differ is kept. */
import { useState } from 'react'
import type { LabelImport } from '../../../shared/ipc/labels.ts'
import { useApp } from '../../app-context.ts'
import { Refusal, useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'
import { Counts, PreviewFrame, type PreviewProps, RefusedLines } from './preview-frame.tsx'
import { type Given, textOf } from './read-file.ts'
import { usePreview } from './use-preview.ts'

const SHOWN = 100

interface LabelsPartProps extends PreviewProps {
  readonly given: Given
}

/** A dry run first; `apply` does the same again. */
export function LabelsPart({ given, onAgain, onClose }: LabelsPartProps) {
  const { bridge, notices, actions } = useApp()
  const [conflicts, setConflicts] = useState<'replace' | 'keep'>('replace')
  const [text] = useState(() => textOf(given))
  const { state: saving, run } = useSave()
  const call = (apply: boolean, signal: AbortSignal): Promise<LabelImport> =>
    text === null
      ? Promise.reject(new Refusal(t('imports.notText')))
      : bridge.call('labels.import', { text, apply, conflicts }, { signal })
  const preview = usePreview(conflicts, (signal) => call(false, signal))
  const apply = (): void =>
    run(async (signal) => {
      await call(true, signal)
      actions.requestSnapshot()
      notices.done(t('labelImport.done'))
      onClose()
    })
  return (
    <PreviewFrame
      state={preview}
      saving={saving}
      action={t('imports.applyLabels')}
      canApply={preview.kind === 'ready' && hasNews(preview.value, conflicts)}
      onApply={apply}
      onAgain={onAgain}
      onClose={onClose}
    >
      {(value) => (
        <>
          <p className="lead">
            {t('imports.from', { name: given.name, format: t('imports.formats.bip329') })}
          </p>
          <LabelPreview preview={value} conflicts={conflicts} onConflicts={setConflicts} />
        </>
      )}
    </PreviewFrame>
  )
}

function hasNews({ counts }: LabelImport, conflicts: 'replace' | 'keep'): boolean {
  return counts.new + counts.changed + counts.aside + (conflicts === 'replace' ? counts.conflicts : 0) > 0
}

interface LabelPreviewProps {
  readonly preview: LabelImport
  readonly conflicts: 'replace' | 'keep'
  readonly onConflicts: (conflicts: 'replace' | 'keep') => void
}

function LabelPreview({ preview, conflicts, onConflicts }: LabelPreviewProps) {
  const { counts, refused, differences, more } = preview
  const kinds = ['new', 'changed', 'conflicts', 'same', 'aside', 'refused'] as const
  return (
    <>
      <Counts
        parts={kinds.map(
          (kind) => [counts[kind], t(`labelImport.counts.${kind}`, { count: counts[kind] })] as const,
        )}
      />
      {counts.conflicts > 0 && (
        <fieldset className="radios">
          <legend>{t('labelImport.conflicts')}</legend>
          {(['replace', 'keep'] as const).map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="label-conflicts"
                checked={conflicts === each}
                onChange={() => onConflicts(each)}
              />
              {t(`labelImport.${each}`)}
            </label>
          ))}
        </fieldset>
      )}
      {differences.length === 0 ? (
        <p className="dim">{t('labelImport.none')}</p>
      ) : (
        <Differences differences={differences} />
      )}
      {(more || differences.length > SHOWN) && <p className="hint">{t('labelImport.more')}</p>}
      <RefusedLines
        refused={refused.map(({ line, reason }) => ({ line, why: t(`labelRefusals.${reason}`) }))}
      />
    </>
  )
}

function Differences({ differences }: Pick<LabelImport, 'differences'>) {
  return (
    <table className="plain differences" aria-label={t('labelImport.difference')}>
      <thead>
        <tr>
          <th scope="col">{t('labelImport.line')}</th>
          <th scope="col">{t('labelImport.about')}</th>
          <th scope="col">{t('labelImport.before')}</th>
          <th scope="col">{t('labelImport.after')}</th>
        </tr>
      </thead>
      <tbody>
        {differences.slice(0, SHOWN).map(({ line, type, ref, before, after }) => (
          <tr key={line}>
            <td>{line}</td>
            <td title={ref}>
              {t(`labelImport.types.${type}`)} <span className="mono dim">{ref.slice(0, 12)}</span>
            </td>
            <td className="dim">{before ?? t('words.unknown')}</td>
            <td>{after ?? t('words.unknown')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
