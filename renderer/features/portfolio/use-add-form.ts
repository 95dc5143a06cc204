/** The state of the add form: what is typed, what is under way, what came of it. */
import { type ClipboardEvent, type FormEvent, useEffect, useRef, useState } from 'react'
import { isBitcoinLink } from '../../../shared/bitcoin-uri.ts'
import type { AccountScriptType, AddResult, EntryChoice } from '../../../shared/ipc/contract.ts'
import { useApp } from '../../app-context.ts'
import { IpcError } from '../../bridge/bridge.ts'
import { t } from '../../i18n/index.ts'
import type { AddDraft } from '../../stores/view-store.ts'
import { linesOf, renumber, textToCorrect } from './add-lines.ts'

/** What is typed and what came of it. `error` and `result` are of the last try. */
export interface AddForm {
  readonly lines: string
  readonly label: string
  readonly group: string
  readonly busy: boolean
  /** A text where the form says it by itself. */
  readonly error: string | IpcError | null
  /** What the last try asked, where it would have moved an entry to where more may be asked about it. */
  readonly refused: Asked | null
  readonly result: AddResult | null
}

/** What was asked: the lines as typed, the portfolio, and the kind of a key where one was chosen. */
interface Asked {
  readonly lines: string
  readonly group: string
  readonly chosen: Chosen | null
}

interface Chosen {
  readonly choice: EntryChoice
  readonly scriptType: AccountScriptType
}

const EMPTY: AddForm = {
  lines: '',
  label: '',
  group: '',
  busy: false,
  error: null,
  refused: null,
  result: null,
}

/** `onAllAdded` is called when no line was refused. It begins with what stood here when a link's own sheet was opened. */
export function useAddForm(group: string, onAllAdded: () => void) {
  const { actions, bridge, notices, view } = useApp()
  const [form, setForm] = useState<AddForm>(() => ({ ...EMPTY, group, ...view.getState().draft }))
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])
  const patch = (change: Partial<AddForm>): void => setForm((before) => ({ ...before, ...change }))
  const typed = useRef<AddDraft | null>(null) // the answer about a link comes later than what it was asked with
  useEffect(() => {
    typed.current = { label: form.label, group: form.group }
  }, [form.label, form.group])

  const finish = (result: AddResult): void => {
    const first = result.added[0] ?? result.already[0]
    const stays = view.getState().group === form.group.trim()
    const place = { archived: false, ...(stays ? {} : { group: null }) }
    if (first) view.setState({ selected: first.id, text: '', ...place })
    patch({ busy: false, result, lines: textToCorrect(result.refused) })
    if (result.refused.length > 0 || (result.choices ?? []).length > 0) return
    notices.done(addedText(result))
    onAllAdded()
  }
  /** A link says more than an address: its own sheet shows it, in the place of this form, with its name and portfolio. */
  const openLink = (text: string): void => {
    bridge.call('link.read', { text }).then(
      (link) => view.setState({ dialog: 'link', link, draft: typed.current }),
      (error: unknown) => patch({ error: error instanceof IpcError ? error : t('notices.unexpected') }),
    )
  }
  const send = async (widen: boolean): Promise<void> => {
    const sent = linesOf(form.lines)
    const link = onlyLink(form.lines)
    if (link !== null) return openLink(link)
    if (sent.length === 0) return patch({ error: t('add.nothing'), refused: null })
    const controller = new AbortController()
    running.current = controller
    patch({ busy: true, error: null, refused: null, result: null })
    try {
      const result = await actions.add(toRequest(form, sent, widen), controller.signal)
      finish({ ...result, refused: renumber(result.refused, sent) })
    } catch (error) {
      if (controller.signal.aborted) return
      patch({ busy: false, ...faultOf(error, asked(form, null)) })
    }
  }
  /** Watches one reading of a key; the other lines were dealt with before. */
  const choose = async (chosen: Chosen, widen: boolean): Promise<void> => {
    const { choice, scriptType } = chosen
    patch({ busy: true, error: null, refused: null })
    try {
      const request = { ...toRequest(form, [{ number: 1, text: choice.text }], widen), scriptType }
      const { added, already } = await actions.add(request, AbortSignal.timeout(60_000))
      const rest = (form.result?.choices ?? []).filter((each) => each.line !== choice.line)
      const refused = form.result?.refused ?? []
      finish({ added, already, refused, choices: rest })
    } catch (error) {
      patch({ busy: false, ...faultOf(error, asked(form, chosen)) })
    }
  }
  const confirms = confirmedBy(form)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (form.busy) return
    void (confirms?.chosen ? choose(confirms.chosen, true) : send(confirms !== null))
  }
  /** A link that is pasted into an empty form is looked at right away. */
  const paste = (event: ClipboardEvent): void => {
    const link = form.lines.trim() === '' ? onlyLink(event.clipboardData.getData('text')) : null
    if (link === null) return
    event.preventDefault()
    openLink(link)
  }
  return {
    form,
    /** Whether submitting lets more be asked, as was said after the last try. */
    widens: confirms !== null,
    patch,
    submit,
    /** A kind is a question of its own: it never stands for a yes to one that was asked before. */
    choose: (choice: EntryChoice, scriptType: AccountScriptType): void => {
      if (!form.busy) void choose({ choice, scriptType }, false)
    },
    paste,
  }
}

function asked({ lines, group }: AddForm, chosen: Chosen | null): Asked {
  return { lines, group, chosen }
}

/** What submitting says yes to: what was asked last, as long as the form still asks exactly that. */
function confirmedBy({ refused, lines, group }: AddForm): Asked | null {
  return refused !== null && refused.lines === lines && refused.group === group ? refused : null
}

/** The link that a text is, by itself. */
function onlyLink(text: string): string | null {
  const [line, more] = linesOf(text)
  return line !== undefined && more === undefined && isBitcoinLink(line.text) ? line.text : null
}

function faultOf(error: unknown, what: Asked): Pick<AddForm, 'error' | 'refused'> {
  if (!(error instanceof IpcError)) return { error: t('notices.unexpected'), refused: null }
  return { error, refused: error.code === 'forbidden' ? what : null }
}

function toRequest({ label, group }: AddForm, sent: ReturnType<typeof linesOf>, widen: boolean) {
  return {
    lines: sent.map(({ text }) => text),
    atomic: false,
    ...(label.trim() === '' ? {} : { label: label.trim() }),
    ...(group.trim() === '' ? {} : { group: group.trim() }),
    ...(widen ? { widen: true } : {}),
  }
}

/** "2 addresses added. 1 address was watched already." */
export function addedText({ added, already }: AddResult): string {
  const parts = [
    ...(added.length > 0 ? [t('add.added', { count: added.length })] : []),
    ...(already.length > 0 ? [t('add.already', { count: already.length })] : []),
  ]
  return parts.join(t('words.sentence'))
}
