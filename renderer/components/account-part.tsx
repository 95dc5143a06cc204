/** The addresses of an account, chain by chain, a page at a time: as they are, or as they were right after a block. */
import { useState } from 'react'
import { shortDescriptor } from '../../shared/account-text.ts'
import type { AccountAddress, AccountAddressAt, AccountInfo } from '../../shared/ipc/accounts.ts'
import type { Watch } from '../../shared/ipc/contract.ts'
import { t } from '../i18n/index.ts'
import { ShortAddress } from './address.tsx'
import { Amount } from './amount.tsx'
import { AsyncList, type Fetched } from './async-list.tsx'
import { useFetched } from './use-fetched.ts'

/** Addresses of a page. */
const PAGE = 25

interface AccountPartProps {
  readonly watch: Watch
  readonly account: AccountInfo
  /** Of the block that it is of; null is now. */
  readonly height: number | null
}

/** What the account is made of, and its addresses. */
export function AccountPart({ watch, account, height }: AccountPartProps) {
  const [chain, setChain] = useState(0)
  return (
    <section aria-label={t('account.title')}>
      <h3>{t('account.title')}</h3>
      <AccountFacts account={account} />
      {account.chains.length > 1 && (
        <fieldset className="radios">
          <legend>{t('account.chain')}</legend>
          {account.chains.map(({ descriptor }, index) => (
            <label key={descriptor}>
              <input type="radio" name="chain" checked={chain === index} onChange={() => setChain(index)} />
              {watch.text.startsWith('combo(')
                ? shortDescriptor(descriptor)
                : t(index === 0 ? 'account.receive' : 'account.change')}
            </label>
          ))}
        </fieldset>
      )}
      <Addresses key={chain} watchId={watch.id} chain={chain} height={height} />
    </section>
  )
}

function AccountFacts({
  account: { origin, cosigners, ranged, gapLimit },
}: {
  readonly account: AccountInfo
}) {
  return (
    <dl className="facts">
      {origin !== null && (
        <>
          <dt>{t('account.origin')}</dt>
          <dd className="mono">{`${origin.fingerprint}/${origin.path}`}</dd>
        </>
      )}
      {cosigners !== null && (
        <>
          <dt>{t('account.cosigners')}</dt>
          <dd>{t('account.signers', { threshold: cosigners.threshold, keys: cosigners.keys })}</dd>
        </>
      )}
      {ranged && (
        <>
          <dt>{t('account.gapLimit')}</dt>
          <dd>{String(gapLimit)}</dd>
        </>
      )}
    </dl>
  )
}

interface AddressesProps {
  readonly watchId: number
  readonly chain: number
  readonly height: number | null
}

function Addresses({ watchId, chain, height }: AddressesProps) {
  const [from, setFrom] = useState(0)
  const page = { watchId, chain, from, limit: PAGE }
  const now = useFetched('account.addresses', height === null ? page : null)
  const then = useFetched('account.addressesAt', height === null ? null : { ...page, height })
  const { state, retry }: Pages = height === null ? now : then
  return (
    <AsyncList
      state={state}
      retry={retry}
      isEmpty={({ addresses }) => addresses.length === 0}
      empty={t('account.none')}
    >
      {({ addresses, end }) => (
        <>
          <ul className="outputs">
            {addresses.map((each) => (
              <AddressLine key={each.index} of={each} />
            ))}
          </ul>
          <div className="pane-actions">
            <button
              type="button"
              className="btn"
              aria-disabled={from === 0}
              onClick={() => setFrom(Math.max(0, from - PAGE))}
            >
              {t('account.earlier')}
            </button>
            <button
              type="button"
              className="btn"
              aria-disabled={from + PAGE >= end}
              onClick={() => {
                if (from + PAGE < end) setFrom(from + PAGE)
              }}
            >
              {t('account.later')}
            </button>
          </div>
        </>
      )}
    </AsyncList>
  )
}

interface Pages {
  readonly state: Fetched<{
    readonly addresses: readonly (AccountAddress | AccountAddressAt)[]
    readonly end: number
  }>
  readonly retry: () => void
}

function AddressLine({ of }: { readonly of: AccountAddress | AccountAddressAt }) {
  const { address, path, used, received, reading } = of
  return (
    <li>
      <span className="output-line">
        {address === null ? (
          <span className="dim">{t('account.noAddress')}</span>
        ) : (
          <ShortAddress address={address} />
        )}
        <Amount sats={reading.confirmed} />
      </span>
      <span className="output-note">
        <span className="mono">{path}</span> {wordOfUse(used, received)}
      </span>
    </li>
  )
}

/** Reuse is said: it ties payments together for everybody. */
function wordOfUse(used: boolean, received: number): string {
  if (!used) return t('account.unused')
  return received > 1 ? t('account.reused', { count: received }) : t('account.used')
}
