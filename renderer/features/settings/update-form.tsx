/** Newer versions: agreed to first, then looked for, fetched and installed, each by a press of its own. */
import { useEffect, useState } from 'react'
import { assertNever } from '../../../shared/assert-never.ts'
import type { UpdateRequests, UpdateStatus } from '../../../shared/ipc/updates.ts'
import { useApp } from '../../app-context.ts'
import { AsyncList } from '../../components/async-list.tsx'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { useSave } from '../../components/forms/use-save.ts'
import { useFetched } from '../../components/use-fetched.ts'
import { dateTime } from '../../format/age.ts'
import { t } from '../../i18n/index.ts'

type Step = Exclude<keyof UpdateRequests, 'update.get' | 'update.setConsent'>

const LOOK_MS = 1_000
/** What ends by itself. */
const UNDER_WAY: ReadonlySet<UpdateStatus['progress']['kind']> = new Set([
  'checking',
  'downloading',
  'installing',
])

/** What a step ended with; shown until another look than the one before it is there. */
interface Answer {
  readonly status: UpdateStatus
  readonly instead: UpdateStatus | null
}

/** Where it stands, and the steps that are possible from there. */
export function UpdateForm() {
  const { bridge } = useApp()
  const [looks, setLooks] = useState(0)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const { state: fetched, retry } = useFetched('update.get', {}, looks)
  const steps = useSave()
  const consents = useSave() // apart from the steps: taking it back ends the one that is under way
  const busy = steps.state.kind === 'busy'
  const told = fetched.kind === 'ready' ? fetched.value : null
  const status = answer?.instead === told ? answer.status : told
  // Progress is looked at while a step is under way, whoever began it: only then, so that an idle page asks nothing.
  const moves = busy || (status !== null && UNDER_WAY.has(status.progress.kind))
  useEffect(() => {
    if (!moves) return undefined
    const timer = setInterval(() => setLooks((count) => count + 1), LOOK_MS)
    return () => clearInterval(timer)
  }, [moves])
  if (status === null)
    return (
      <AsyncList state={fetched} retry={retry} isEmpty={() => true} empty="">
        {() => null}
      </AsyncList>
    )
  if (status.unavailable !== null) return <p>{t(`updates.unavailable.${status.unavailable}`)}</p>
  const show = (next: UpdateStatus): void => {
    setAnswer({ status: next, instead: told })
    setLooks((count) => count + 1) // a look from before the answer may come after it
  }
  const setConsent = (consent: boolean): void =>
    consents.run(async () => show(await bridge.call('update.setConsent', { consent })))
  const take = (step: Step): void =>
    steps.run(async (signal) => show(await bridge.call(step, {}, { signal })))
  return (
    <div className="form">
      <p>{t('updates.current', { version: status.current })}</p>
      <OptionLine
        type="checkbox"
        label={t('updates.consent')}
        hint={t('updates.consentHint')}
        checked={status.consent}
        onChange={setConsent}
      />
      <p role="status">{progressText(status)}</p>
      <div className="form-actions">
        {status.consent &&
          stepsFrom(status).map(({ step, text }) => (
            <button key={step} type="button" className="btn" aria-disabled={busy} onClick={() => take(step)}>
              {text}
            </button>
          ))}
        <SaveNote state={consents.state.kind === 'failed' ? consents.state : steps.state} done="" />
      </div>
    </div>
  )
}

function stepsFrom({ progress }: UpdateStatus): readonly { readonly step: Step; readonly text: string }[] {
  const check = { step: 'update.check', text: t('updates.check') } as const
  switch (progress.kind) {
    case 'found':
      return [{ step: 'update.download', text: t('updates.download') }, check]
    case 'failed':
      return progress.version === null
        ? [check]
        : [{ step: 'update.download', text: t('updates.again') }, check]
    case 'ready':
      return [{ step: 'update.install', text: t('updates.install') }]
    case 'idle':
    case 'newest':
      return [check]
    case 'checking':
    case 'downloading':
    case 'installing':
      return []
    default:
      return assertNever(progress)
  }
}

function progressText({ progress }: UpdateStatus): string {
  switch (progress.kind) {
    case 'newest':
      return t('updates.progress.newest', { when: dateTime(progress.at) })
    case 'failed':
      return t(`updates.failures.${progress.failure}`)
    case 'downloading': {
      const { version, percent } = progress
      return percent === null
        ? t('updates.progress.downloading', { version })
        : t('updates.progress.downloadingPart', { version, percent })
    }
    case 'found':
    case 'ready':
    case 'installing':
      return t(`updates.progress.${progress.kind}`, { version: progress.version })
    case 'checking':
      return t('updates.progress.checking')
    case 'idle':
      return ''
    default:
      return assertNever(progress)
  }
}
