/** The record of who was ever asked about which address. It outlives the entries. */
import { useState } from 'react'
import type { AddressDisclosure } from '../../../shared/ipc/contract.ts'
import { ShortAddress } from '../../components/address.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { dateTime } from '../../format/age.ts'
import { t } from '../../i18n/index.ts'

/** Shown at once; the filter reaches the rest. */
const SHOWN = 100

/** All of it, or what is about one address. */
export function Disclosures() {
  const [text, setText] = useState('')
  const { state, retry } = useFetched('disclosures.list', {})
  return (
    <>
      <label className="field narrow-field">
        <span>{t('sources.disclosureFilter')}</span>
        <input
          type="text"
          className="mono"
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={({ disclosures }) => disclosures.length === 0}
        empty={t('sources.noDisclosures')}
      >
        {({ disclosures, more }) => <Rows all={matching(disclosures, text)} more={more} />}
      </AsyncList>
    </>
  )
}

function matching(all: readonly AddressDisclosure[], text: string): readonly AddressDisclosure[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return all
  return all.filter(({ address, source }) => `${address} ${source}`.toLowerCase().includes(wanted))
}

function Rows({ all, more }: { readonly all: readonly AddressDisclosure[]; readonly more: boolean }) {
  if (all.length === 0) return <p className="dim">{t('sources.noDisclosureMatches')}</p>
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{t('table.address')}</th>
          <th scope="col">{t('sources.source')}</th>
          <th scope="col">{t('sources.first')}</th>
          <th scope="col">{t('sources.last')}</th>
        </tr>
      </thead>
      <tbody>
        {all.slice(0, SHOWN).map(({ address, source, firstAt, lastAt }) => (
          <tr key={`${address} ${source}`}>
            <td>
              <ShortAddress address={address} />
            </td>
            <td>{source === 'node' ? t('words.ownNode') : source.replace(/^provider:/, '')}</td>
            <td>{dateTime(firstAt)}</td>
            <td>{dateTime(lastAt)}</td>
          </tr>
        ))}
      </tbody>
      {(all.length > SHOWN || more) && (
        <tfoot>
          <tr>
            <td colSpan={4} className="dim">
              {t('sources.moreDisclosures', { count: Math.max(0, all.length - SHOWN) })}
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  )
}
