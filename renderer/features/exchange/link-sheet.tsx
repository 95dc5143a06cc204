/** A `bitcoin:` link that was opened: what it says, and the offer to watch its address. Nothing follows from it by itself. */

import { useState } from 'react'
import type { BitcoinLink } from '../../../shared/bitcoin-uri.ts'
import { useApp, useView } from '../../app-context.ts'
import { FullAddress } from '../../components/address.tsx'
import { Amount } from '../../components/amount.tsx'
import { FactList } from '../../components/fact-list.tsx'
import { DialogActions } from '../../components/forms/dialog-actions.tsx'
import { Form } from '../../components/forms/form.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { Refusal, useSave } from '../../components/forms/use-save.ts'
import { Modal } from '../../components/modal.tsx'
import { t } from '../../i18n/index.ts'
import { openPage } from '../../stores/navigate.ts'
import { listText } from '../../texts/words.ts'

/** The sheet. */
export function LinkSheet() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'link')
  const link = useView((state) => state.link)
  const close = (): void => view.setState({ dialog: 'none', link: null, draft: null })
  /** A sheet that the add dialog opened leads back to it, and to what was typed there. */
  const back = (): void =>
    view.getState().draft === null ? close() : view.setState({ dialog: 'add', link: null })
  return (
    <Modal open={open && link !== null} onClose={back} title={t('link.title')} text={t('link.text')}>
      {link?.kind === 'refused' && <RefusedLink reason={link.reason} onClose={back} />}
      {link?.kind === 'link' && (
        <LinkForm key={JSON.stringify(link)} link={link} onClose={back} onWatched={close} />
      )}
    </Modal>
  )
}

type Valid = Extract<BitcoinLink, { kind: 'link' }>
type Refused = Extract<BitcoinLink, { kind: 'refused' }>

function RefusedLink({ reason, onClose }: Pick<Refused, 'reason'> & { readonly onClose: () => void }) {
  return (
    <>
      <p className="form-error" role="alert">
        {t('link.refused')} {t(`link.reasons.${reason}`)}
      </p>
      <DialogActions onClose={onClose} />
    </>
  )
}

interface LinkFormProps {
  readonly link: Valid
  readonly onClose: () => void
  readonly onWatched: () => void
}

/** What was typed in the add dialog before the link was pasted there goes before the words of a stranger. */
function LinkForm({ link, onClose, onWatched }: LinkFormProps) {
  const { actions, notices, view } = useApp()
  const draft = useView((all) => all.draft)
  const shown = useView((all) => all.group)
  const [name, setName] = useState(draft?.label.trim() || (link.label ?? ''))
  const [place, setPlace] = useState(draft?.group ?? shown ?? '')
  const { state, run } = useSave()
  const watch = (): void =>
    run(async (signal) => {
      const label = name.trim()
      const group = place.trim()
      const request = {
        lines: link.addresses,
        atomic: false,
        ...(label && { label }),
        ...(group && { group }),
      }
      const { added, already, refused } = await actions.add(request, signal)
      const first = added[0] ?? already[0]
      if (first === undefined)
        throw new Refusal(refused[0] ? t(`refusals.${refused[0].reason}`) : t('link.refused'))
      openPage(view, 'portfolio', { selected: first.id, text: '', archived: false, reveal: first.id })
      notices.done(t('imports.done', { added: added.length, already: already.length }))
      onWatched()
    })
  return (
    <Form onSubmit={watch}>
      <FactList facts={factsOf(link)} />
      {(link.label !== null || link.message !== null) && <p className="hint">{t('link.stranger')}</p>}
      <div className="two">
        <label className="field">
          <span>{t('link.name')}</span>
          <input
            type="text"
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="off"
          />
        </label>
        <label className="field">
          <span>{t('add.group')}</span>
          <input
            type="text"
            value={place}
            onChange={(event) => setPlace(event.target.value)}
            autoComplete="off"
          />
        </label>
      </div>
      <SaveNote state={state} done="" />
      <DialogActions onClose={onClose}>
        <button type="submit" className="btn main" aria-disabled={state.kind === 'busy'}>
          {t('link.watch')}
        </button>
      </DialogActions>
    </Form>
  )
}

function factsOf({ addresses, amount, label, message, others }: Valid) {
  const all = addresses.map((address) => <FullAddress key={address} address={address} />)
  return [
    [addresses.length === 1 ? t('link.address') : t('link.addresses'), all] as const,
    ...(amount === null ? [] : [[t('link.amount'), <Amount key="amount" sats={amount} withUnit />] as const]),
    ...(label === null ? [] : [[t('link.label'), label] as const]),
    ...(message === null ? [] : [[t('link.message'), message] as const]),
    ...(others.length === 0 ? [] : [[t('link.others'), listText(others)] as const]),
  ]
}
