/** What the one line that is typed or pasted would watch: the first addresses of each reading of it. */
import { useEffect, useState } from 'react'
import type { PreviewOption } from '../../../shared/ipc/doctor.ts'
import { ShortAddress } from '../../components/address.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { t } from '../../i18n/index.ts'
import { linesOf } from './add-lines.ts'

const PAUSE_MS = 250
/** Addresses of a chain. */
const SHOWN = 3

/** Nothing for several lines, and for an address by itself. */
export function AddPreview({ text }: { readonly text: string }) {
  const line = useCalm(onlyLine(text))
  const { state, own } = useFetched('account.preview', line === '' ? null : { line })
  // The addresses of the line before must not be taken for those of this one.
  if (line === '' || !own || state.kind !== 'ready') return null
  const { options, refused } = state.value
  if (refused !== null) return <p className="form-error">{t(`refusals.${refused.reason}`)}</p>
  const accounts = options.filter(({ chains }) => chains.some(({ descriptor }) => descriptor !== null))
  if (accounts.length === 0) return null
  return (
    <section className="card" aria-label={t('preview.title')}>
      <p>
        <b>{t('preview.title')}</b> {t('preview.text')}
      </p>
      {accounts.map((option) => (
        <Option key={option.descriptor} option={option} />
      ))}
    </section>
  )
}

function Option({ option: { scriptType, cosigners, chains } }: { readonly option: PreviewOption }) {
  return (
    <div className="preview-option">
      <p>
        {t(`scripts.${scriptType}`)}
        {cosigners !== null && `${t('words.comma')}${t('preview.signers', cosigners)}`}
      </p>
      {chains.map(({ addresses }, index) => (
        <p key={chains[index]?.descriptor ?? index} className="preview-chain">
          <span className="dim">{index === 0 ? t('preview.receive') : t('preview.change')}</span>
          {addresses
            .slice(0, SHOWN)
            .map((address) => address && <ShortAddress key={address} address={address} />)}
        </p>
      ))}
    </div>
  )
}

/** Short pieces are not worth a question. */
function onlyLine(text: string): string {
  const [line, more] = linesOf(text)
  return line === undefined || more !== undefined || line.text.length < 14 ? '' : line.text
}

/** The text once it has stood for a moment. */
function useCalm(text: string): string {
  const [calm, setCalm] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setCalm(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return calm === text ? calm : ''
}
