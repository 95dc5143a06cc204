/** One provider of the list: what it is, how it is doing, what it may, and what can be done with it. */
import { useApp, useFresh, useSnapshot } from '../../app-context.ts'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { useSave } from '../../components/forms/use-save.ts'
import { TestSteps } from '../../components/test-steps.tsx'
import { t } from '../../i18n/index.ts'
import { healthText, skippedText } from '../../texts/provider-text.ts'
import { type ProviderDraft, tierOf, withProxy } from './provider-draft.ts'
import { ProviderKey } from './provider-key.tsx'
import { ConsentBox, learnsText, ProxyBox, TierSelect } from './provider-switches.tsx'
import type { Dragging } from './use-dragging.ts'
import { type ProviderTesting, useProviderTest } from './use-provider-test.ts'

/** A provider at its place in the list. */
export interface ProviderCardProps {
  readonly draft: ProviderDraft
  readonly place: number
  readonly count: number
  readonly disabled: boolean
  readonly onChange: (draft: ProviderDraft) => void
  readonly onMove: (step: -1 | 1) => void
  readonly onRemove: () => void
  readonly drag: Dragging
}

/** A list item with a group of its own, named by the provider. */
export function ProviderCard(props: ProviderCardProps) {
  const { draft, disabled, onChange, drag } = props
  const at = props.place - 1
  const testing = useProviderTest()
  const tier = tierOf(draft)
  const takesKey = useSnapshot(
    ({ settings }) =>
      settings.writable &&
      draft.url.startsWith('http') &&
      settings.providers.some(({ url }) => url === draft.url),
  )
  const change = (part: Partial<ProviderDraft>): void => onChange({ ...draft, ...part })
  return (
    <li
      className="card"
      data-dragged={drag.from === at || undefined}
      data-drop={(drag.over === at && drag.from !== at) || undefined}
      {...drag.target(at)}
    >
      <fieldset aria-label={draft.id}>
        <div className="card-head">
          {!disabled && props.count > 1 && (
            <span className="grip" aria-hidden="true" title={t('sources.drag')} {...drag.grip(at)}>
              ⠿
            </span>
          )}
          <h3 className="mono">
            <span className="dim">{draft.url.replace(/:\/\/.*$/, '://')}</span>
            {draft.id}
          </h3>
          <span className="tier">
            {tier === null ? t('settings.provider.seenLater') : t(`settings.provider.tiers.${tier}`)}
          </span>
        </div>
        <Health id={draft.id} />
        <fieldset disabled={disabled}>
          <ConsentBox
            consent={draft.consent}
            learns={learnsText(tier, draft.proxy)}
            onChange={(consent) => change({ consent })}
          />
          <ProxyBox proxy={draft.proxy} onChange={(proxy) => onChange(withProxy(draft, proxy))} />
          <TierSelect {...draft} onChange={(next) => change({ tier: next })} />
        </fieldset>
        {takesKey && <ProviderKey id={draft.id} />}
        <CardButtons {...props} testing={testing} />
        <TestSteps steps={testing.steps} />
      </fieldset>
    </li>
  )
}

function Health({ id }: { readonly id: string }) {
  const status = useSnapshot((snapshot) => snapshot.status.providers.find((each) => each.id === id))
  const offline = useSnapshot((snapshot) => snapshot.status.offline)
  const health = useFresh(({ now }) => (status ? healthText(status, now) : ''))
  const skipped = useFresh(({ now }) => (status ? skippedText(status, now) : null))
  if (offline) return <p className="hint">{t('settings.provider.offline')}</p>
  if (!status) return <p className="hint">{t('settings.provider.unknown')}</p>
  return (
    <p className="hint">
      {health}
      {skipped !== null && <span className="out"> {skipped}</span>}
    </p>
  )
}

function CardButtons(props: ProviderCardProps & { readonly testing: ProviderTesting }) {
  const { draft, place, count, disabled, onMove, onRemove, testing } = props
  const mayLook = useSnapshot(({ settings }) => settings.writable)
  if (!mayLook) return null
  const isTesting = testing.state.kind === 'busy'
  const named = (verb: string) => ({
    'aria-label': t('settings.provider.named', { verb, id: draft.id }),
    children: verb,
  })
  return (
    <div className="form-actions">
      <button
        type="button"
        className="btn"
        title={t('settings.addProvider.testHint')}
        aria-disabled={isTesting}
        onClick={() => testing.test(draft.url, draft.proxy)}
        {...named(isTesting ? t('settings.testing') : t('settings.test'))}
      />
      {!disabled && (
        <>
          <button
            type="button"
            className="btn"
            data-move="-1"
            aria-disabled={place === 1}
            onClick={() => onMove(-1)}
            {...named(t('settings.provider.up'))}
          />
          <button
            type="button"
            className="btn"
            data-move="1"
            aria-disabled={place === count}
            onClick={() => onMove(1)}
            {...named(t('settings.provider.down'))}
          />
          <button
            type="button"
            className="btn"
            onClick={onRemove}
            {...named(t('settings.provider.remove'))}
          />
        </>
      )}
      {draft.url.startsWith('tls://') && <ForgetPin id={draft.id} />}
      {testing.state.kind === 'failed' && <SaveNote state={testing.state} />}
    </div>
  )
}

function ForgetPin({ id }: { readonly id: string }) {
  const { actions } = useApp()
  const { state, run } = useSave()
  const forgotten = state.kind === 'done' && state.told === true
  return (
    <>
      <button
        type="button"
        className="btn quiet"
        title={t('settings.provider.forgetPinHint')}
        aria-label={t('settings.provider.named', { verb: t('settings.provider.forgetPin'), id })}
        onClick={() => run(() => actions.forgetPin(id))}
      >
        {t('settings.provider.forgetPin')}
      </button>
      <SaveNote
        state={state}
        done={forgotten ? t('settings.provider.pinForgotten') : t('settings.provider.noPin')}
      />
    </>
  )
}
