/** The providers in the order of preference, to be changed and saved together; and adding one. */

import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { useApp, useSnapshot } from '../../app-context.ts'
import { Form } from '../../components/forms/form.tsx'
import { SaveActions } from '../../components/forms/save-actions.tsx'
import { type Draft, useDraft } from '../../components/forms/use-draft.ts'
import { useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'
import { AddProvider } from './add-provider.tsx'
import { ProviderCard } from './provider-card.tsx'
import { draftsOf, inputOf, moved, movedTo, type ProviderDraft } from './provider-draft.ts'
import { useDragging } from './use-dragging.ts'

/** Nothing takes effect before it is saved, so that no arrow key lets an address out on its way. */
export function ProvidersForm({ disabled }: { readonly disabled: boolean }) {
  const { actions } = useApp()
  const stored = useSnapshot(({ settings }) => settings.providers)
  const draft = useDraft(
    t('settings.providers'),
    useMemo(() => draftsOf(stored), [stored]),
  )
  const { state, run } = useSave()
  const list = useRef<HTMLOListElement>(null)
  const { said, move, remove, moveTo } = useOrder(draft, list)
  const drag = useDragging(moveTo)
  const save = (): void => {
    const drafts = draft.value
    run(async () => {
      await actions.setProviders(drafts.map(inputOf))
      draft.settle(drafts)
    })
  }
  return (
    <>
      <Form onSubmit={save}>
        {draft.value.length === 0 && <p className="hint">{t('settings.noProviders')}</p>}
        <ol className="cards" ref={list} tabIndex={-1} aria-label={t('settings.providers')}>
          {draft.value.map((each, index) => (
            <ProviderCard
              key={each.url}
              draft={each}
              place={index + 1}
              count={draft.value.length}
              disabled={disabled}
              onChange={(next) => draft.edit((all) => all.map((one) => (one.url === each.url ? next : one)))}
              onMove={(step) => move(index, step)}
              onRemove={() => remove(each)}
              drag={drag}
            />
          ))}
        </ol>
        <p className="sr-only" aria-live="polite">
          {said}
        </p>
        {!disabled && (draft.value.length > 0 || draft.unsaved || state.kind !== 'idle') && (
          <SaveActions state={state} draft={draft} />
        )}
      </Form>
      {!disabled && <AddProvider list={draft} />}
    </>
  )
}

/** Moving and removing by keyboard: the focus goes along, and what happened is read out. */
function useOrder(draft: Draft<readonly ProviderDraft[]>, list: RefObject<HTMLOListElement | null>) {
  const [said, setSaid] = useState('')
  const focusNext = useRef<{ readonly index: number; readonly step: -1 | 1 } | null>(null)
  useEffect(() => {
    const next = focusNext.current
    if (next === null) return
    focusNext.current = null
    const button = list.current?.children[next.index]?.querySelector<HTMLElement>(
      `[data-move="${next.step}"]`,
    )
    button?.focus()
  })
  const { value, edit } = draft
  return {
    said,
    move: (from: number, step: -1 | 1): void => {
      const one = value[from]
      if (one === undefined || value[from + step] === undefined) return
      focusNext.current = { index: from + step, step }
      edit((all) => moved(all, from, step))
      setSaid(t('settings.provider.movedTo', { id: one.id, place: from + step + 1, all: value.length }))
    },
    moveTo: (from: number, to: number): void => {
      const one = value[from]
      if (one === undefined || from === to) return
      edit((all) => movedTo(all, from, to))
      setSaid(t('settings.provider.movedTo', { id: one.id, place: to + 1, all: value.length }))
    },
    remove: (one: ProviderDraft): void => {
      edit((all) => all.filter(({ url }) => url !== one.url))
      setSaid(t('settings.provider.removed', { id: one.id }))
      list.current?.focus()
    },
  }
}
