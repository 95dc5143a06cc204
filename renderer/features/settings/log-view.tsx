/** What Tidemark noted lately: filtered, copied, never with a password, a key or an address in it. */
import { useState } from 'react'
import { LOG_LEVELS, type LogLevel, type LogLine } from '../../../shared/ipc/diagnostics.ts'
import { useApp } from '../../app-context.ts'
import { AsyncList } from '../../components/async-list.tsx'
import { saveFile } from '../../components/save-file.ts'
import { useFetched } from '../../components/use-fetched.ts'
import { dateTime } from '../../format/age.ts'
import { t } from '../../i18n/index.ts'

const LINES = 500
const DRAWN = 200

/** Fetched when it is opened. */
export function LogView() {
  const [open, setOpen] = useState(false)
  return (
    <details className="log" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('log.open')}</summary>
      {open && <LogLines />}
    </details>
  )
}

function LogLines() {
  const { state, retry } = useFetched('log.tail', { limit: LINES })
  const [least, setLeast] = useState<LogLevel>('info')
  const [text, setText] = useState('')
  const { notices } = useApp()
  return (
    <AsyncList
      state={state}
      retry={retry}
      isEmpty={({ lines, file }) => lines.length === 0 || file === null}
      empty={state.kind === 'ready' && state.value.file === null ? t('log.notKept') : t('log.empty')}
    >
      {({ lines, file }) => {
        const shown = matching(lines, least, text)
        return (
          <>
            <div className="form-actions">
              <label className="pick-small">
                {t('log.least')}{' '}
                <select value={least} onChange={({ target }) => setLeast(levelNamed(target.value))}>
                  {LOG_LEVELS.map((level) => (
                    <option key={level} value={level}>
                      {t(`log.levels.${level}`)}
                    </option>
                  ))}
                </select>
              </label>
              <input
                type="text"
                aria-label={t('log.filter')}
                placeholder={t('log.filter')}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
              <button type="button" className="btn" onClick={retry}>
                {t('log.again')}
              </button>
              <button
                type="button"
                className="btn"
                onClick={() => {
                  navigator.clipboard
                    .writeText(plainText(shown))
                    .then(() => notices.done(t('errorDetail.copied')), notices.error)
                }}
              >
                {t('log.copy')}
              </button>
              <button
                type="button"
                className="btn"
                onClick={() => saveFile('tidemark-log.txt', 'text/plain', plainText(shown))}
              >
                {t('exports.save')}
              </button>
            </div>
            <p className="hint mono">{file}</p>
            <Lines lines={shown} />
          </>
        )
      }}
    </AsyncList>
  )
}

function levelNamed(value: string): LogLevel {
  return LOG_LEVELS.find((level) => level === value) ?? 'info'
}

function matching(lines: readonly LogLine[], least: LogLevel, text: string): readonly LogLine[] {
  const wanted = text.trim().toLowerCase()
  const from = LOG_LEVELS.indexOf(least)
  return lines
    .filter(({ level }) => LOG_LEVELS.indexOf(level) >= from)
    .filter(({ message, detail }) => `${message} ${detail}`.toLowerCase().includes(wanted))
    .toReversed()
}

function plainText(lines: readonly LogLine[]): string {
  return lines
    .map(({ at, level, message, detail }) =>
      `${new Date(at).toISOString()} ${level} ${message} ${detail}`.trim(),
    )
    .join('\n')
}

function Lines({ lines }: { readonly lines: readonly LogLine[] }) {
  return (
    <div className="log-lines" tabIndex={0} role="group" aria-label={t('log.title')}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('log.when')}</th>
            <th scope="col">{t('log.level')}</th>
            <th scope="col">{t('log.message')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, DRAWN).map(({ at, level, message, detail }, index) => (
            // Two lines may be alike in every part.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={index}>
              <td className="dim">{dateTime(at)}</td>
              <td className={level === 'error' || level === 'warn' ? 'out' : 'dim'}>
                {t(`log.levels.${level}`)}
              </td>
              <td>
                {message}
                {detail !== '' && <span className="mono log-detail">{detail}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
