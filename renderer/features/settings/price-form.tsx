/** What amounts are worth: off, from a source that may be asked, or from one's own file. */
import { useId, useState } from 'react'
import { isCurrency } from '../../../shared/fiat.ts'
import { MAX_PRICE_CSV, type PriceImportResult } from '../../../shared/ipc/prices.ts'
import { PRICE_PRESETS, type PriceSettings } from '../../../shared/price-sources.ts'
import { useApp, useSnapshot } from '../../app-context.ts'
import { FileButton } from '../../components/forms/file-button.tsx'
import { Form } from '../../components/forms/form.tsx'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { SaveActions } from '../../components/forms/save-actions.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { type Draft, useDraft } from '../../components/forms/use-draft.ts'
import { Refusal, useSave } from '../../components/forms/use-save.ts'
import { formatNumber } from '../../format/digits.ts'
import { t } from '../../i18n/index.ts'
import { PriceNow } from './price-now.tsx'

/** Currency, source and consent, saved together; below them the CSV. */
export function PriceForm() {
  const { actions } = useApp()
  const stored = useSnapshot(({ settings }) => settings.prices)
  const writable = useSnapshot(({ settings }) => settings.writable)
  const draft = useDraft(t('prices.title'), stored)
  const { state, run, fail } = useSave()
  const save = (): void => {
    const wanted = { ...draft.value, currency: draft.value.currency.trim().toUpperCase() }
    if (!isCurrency(wanted.currency)) return fail(t('prices.badCurrency'))
    run(async () => {
      await actions.setPrices(wanted)
      draft.reset()
    })
  }
  return (
    <>
      <Form onSubmit={save}>
        <fieldset disabled={!writable}>
          <label className="tick">
            <input
              type="checkbox"
              checked={draft.value.enabled}
              onChange={({ target }) => draft.edit((before) => ({ ...before, enabled: target.checked }))}
            />
            {t('prices.enabled')}
          </label>
          {draft.value.enabled && <SourceFields draft={draft} />}
        </fieldset>
        {writable && <SaveActions state={state} draft={draft} />}
      </Form>
      {stored.enabled && <PriceNow />}
      {writable && <PriceFile currency={stored.currency} />}
    </>
  )
}

function SourceFields({ draft }: { readonly draft: Draft<PriceSettings> }) {
  const { currency, source, consent } = draft.value
  const edit = (change: Partial<PriceSettings>): void => draft.edit((before) => ({ ...before, ...change }))
  const chosen = source.kind === 'preset' ? source.name : source.kind
  const choose = (value: string): void => {
    // Consent is for one source: another one has to be agreed to anew.
    if (value === 'imported') edit({ source: { kind: 'imported' }, consent: false })
    else if (value !== 'custom') edit({ source: { kind: 'preset', name: value }, consent: false })
  }
  return (
    <>
      <label className="field narrow">
        <span>{t('prices.currency')}</span>
        <input
          type="text"
          className="mono"
          maxLength={3}
          value={currency}
          onChange={(event) => edit({ currency: event.target.value })}
          autoComplete="off"
        />
      </label>
      <label className="pick">
        <span>{t('prices.source')}</span>
        <select value={chosen} onChange={(event) => choose(event.target.value)}>
          <option value="imported">{t('prices.imported')}</option>
          {Object.keys(PRICE_PRESETS).map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
          {source.kind === 'custom' && <option value="custom">{source.spec.name}</option>}
        </select>
      </label>
      {source.kind !== 'imported' && (
        <OptionLine
          type="checkbox"
          label={t('prices.consent')}
          hint={t('prices.consentHint')}
          checked={consent}
          onChange={(next) => edit({ consent: next })}
        />
      )}
    </>
  )
}

/** Prices by day from a file: looked at first, then stored. */
function PriceFile({ currency }: { readonly currency: string }) {
  const hint = useId()
  const { bridge } = useApp()
  const [looked, setLooked] = useState<{ readonly text: string; readonly result: PriceImportResult } | null>(
    null,
  )
  const { state, run } = useSave()
  const take = (read: () => Promise<string>, apply: boolean): void =>
    run(async (signal) => {
      const text = await read()
      const result = await bridge.call('prices.import', { text, currency, apply }, { signal })
      if (result.days === 0) throw new Refusal(t('prices.noDays'))
      setLooked({ text, result })
    })
  const look = (file: File): void =>
    take(() => {
      // A byte is a character at most: what is larger is not even read.
      if (file.size > MAX_PRICE_CSV) throw new Refusal(t('prices.tooLarge'))
      return file.text()
    }, false)
  return (
    <div className="price-file">
      <FileButton
        label={t('prices.file')}
        accept=".csv,text/csv,text/plain"
        describedBy={hint}
        onFile={look}
      />
      <p className="hint" id={hint}>
        {t('prices.fileHint')}
      </p>
      <SaveNote state={state} done="" />
      {looked && (
        <p role="status">
          {t(looked.result.stored ? 'prices.stored' : 'prices.found', {
            days: looked.result.days,
            first: looked.result.first ?? t('words.unknown'),
            last: looked.result.last ?? t('words.unknown'),
            currencies: looked.result.currencies.join(t('words.comma')),
          })}{' '}
          {looked.result.refused.length > 0 &&
            t('prices.refused', {
              count: looked.result.refused.length,
              lines: looked.result.refused
                .slice(0, 8)
                .map(({ line }) => formatNumber(line))
                .join(t('words.comma')),
            })}{' '}
          {!looked.result.stored && (
            <button type="button" className="btn main" onClick={() => take(async () => looked.text, true)}>
              {t('prices.store')}
            </button>
          )}
        </p>
      )}
    </div>
  )
}
