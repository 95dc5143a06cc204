/** Servers of others: chosen or pasted, agreed to, through Tor or not. */

import { useState } from 'react'
import { useApp, useSnapshot } from '../../app-context.ts'
import { Form } from '../../components/forms/form.tsx'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { Refusal, useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'

/** Servers that anybody may ask. A list to choose from, nothing more: none is used unless it is picked. */
const SUGGESTED = ['https://mempool.space/api', 'https://blockstream.info/api'] as const
const TOR = 'socks5://127.0.0.1:9050'

interface Fields {
  readonly urls: readonly string[]
  readonly pasted: string
  readonly tor: boolean
  readonly agreed: boolean
}

/** Nothing is asked before the box is ticked and the form is sent. */
export function ServerWay() {
  const [fields, setFields] = useState<Fields>({ urls: [], pasted: '', tor: false, agreed: false })
  const change = (part: Partial<Fields>): void => setFields((now) => ({ ...now, ...part }))
  const { state, submit } = useServers(fields)
  const main = useSnapshot(({ network }) => network === 'main')
  return (
    <Form onSubmit={submit}>
      {main &&
        SUGGESTED.map((url) => (
          <OptionLine
            key={url}
            type="checkbox"
            label={url}
            hint=""
            checked={fields.urls.includes(url)}
            onChange={(on) =>
              change({ urls: on ? [...fields.urls, url] : fields.urls.filter((each) => each !== url) })
            }
          />
        ))}
      <label className="field">
        <span>{t('firstRun.paste')}</span>
        <input
          type="text"
          inputMode="url"
          className="mono"
          value={fields.pasted}
          onChange={(event) => change({ pasted: event.target.value })}
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      <OptionLine
        type="checkbox"
        label={t('firstRun.tor')}
        hint={t('firstRun.torText')}
        checked={fields.tor}
        onChange={(tor) => change({ tor })}
      />
      <OptionLine
        type="checkbox"
        label={t('firstRun.agree')}
        hint={fields.tor ? t('settings.provider.learnsOverProxy') : t('settings.provider.learns')}
        checked={fields.agreed}
        onChange={(agreed) => change({ agreed })}
      />
      <div className="form-actions">
        <button type="submit" className="btn main" aria-disabled={state.kind === 'busy'}>
          {t('firstRun.useServers')}
        </button>
        <SaveNote state={state} />
      </div>
    </Form>
  )
}

function useServers({ urls, pasted, tor, agreed }: Fields) {
  const { actions } = useApp()
  const { state, run } = useSave()
  const proxy = useSnapshot(({ settings }) => settings.proxy)
  const save = async (): Promise<void> => {
    const wanted = [...urls, ...pasted.split(/\s+/)].filter((url) => url !== '')
    if (wanted.length === 0) throw new Refusal(t('firstRun.noServer'))
    if (!agreed) throw new Refusal(t('firstRun.notAgreed'))
    if (tor && proxy === null) await actions.setProxy(TOR)
    await actions.setProviders(wanted.map((url) => ({ url, consent: true, proxy: tor })))
  }
  return {
    state,
    submit: (): void => run(save),
  }
}
