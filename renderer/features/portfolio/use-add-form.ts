/** The state of the add form: what is typed, what is under way, what came of it. */
import { type ClipboardEvent, type FormEvent, useEffect, useRef, useState } from 'react'
import { isBitcoinLink } from '../../../shared/bitcoin-uri.ts'
import type { AccountScriptType, AddResult, EntryChoice } from '../../../shared/ipc/contract.ts'
import { useApp } from '../../app-context.ts'
import { IpcError } from '../../bridge/bridge.ts'
import { t } from '../../i18n/index.ts'
import { errorText } from '../../texts/host-text.ts'
import { linesOf, renumber, textToCorrect } from './add-lines.ts'

/** What is typed and what came of it. `error` and `result` are of the last try. */
export interface AddForm {
  readonly lines: string
  readonly label: string
  readonly group: string
  readonly busy: boolean
  readonly error: string | null
  /** The last try would have moved an entry to where more may be asked about it: the next one means that. */
  readonly widens: boolean
  readonly result: AddResult | null
}

const EMPTY: AddForm = {
  lines: '',
  label: '',
  group: '',
  busy: false,
  error: null,
  widens: false,
  result: null,
}

/** `onAllAdded` is called when no line was refused. */
export function useAddForm(group: string, onAllAdded: () => void) {
  const { actions, bridge, notices, view } = useApp()
  const [form, setForm] = useState<AddForm>({ ...EMPTY, group })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])
  const patch = (change: Partial<AddForm>): void => setForm((before) => ({ ...before, ...change }))

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
  /** A link says more than an address: its own sheet shows it, in the place of this form. */
  const openLink = (text: string): void => {
    bridge.call('link.read', { text }).then(
      (link) => view.setState({ dialog: 'link', link }),
      (error: unknown) => patch({ error: errorText(error) }),
    )
  }
  const send = async (): Promise<void> => {
    const sent = linesOf(form.lines)
    const link = onlyLink(form.lines)
    if (link !== null) return openLink(link)
    if (sent.length === 0) return patch({ error: t('add.nothing') })
    const controller = new AbortController()
    running.current = controller
    patch({ busy: true, error: null, widens: false, result: null })
    try {
      const result = await actions.add(toRequest(form, sent), controller.signal)
      finish({ ...result, refused: renumber(result.refused, sent) })
    } catch (error) {
      if (controller.signal.aborted) return
      patch({ busy: false, ...faultOf(error) })
    }
  }
  /** Watches one reading of a key; the other lines were dealt with before. */
  const choose = async (choice: EntryChoice, scriptType: AccountScriptType): Promise<void> => {
    try {
      const request = { ...toRequest(form, [{ number: 1, text: choice.text }]), scriptType }
      const { added, already } = await actions.add(request, AbortSignal.timeout(60_000))
      const rest = (form.result?.choices ?? []).filter((each) => each.line !== choice.line)
      const refused = form.result?.refused ?? []
      finish({ added, already, refused, choices: rest })
    } catch (error) {
      patch(faultOf(error))
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!form.busy) void send()
  }
  /** A link that is pasted into an empty form is looked at right away. */
  const paste = (event: ClipboardEvent): void => {
    const link = form.lines.trim() === '' ? onlyLink(event.clipboardData.getData('text')) : null
    if (link === null) return
    event.preventDefault()
    openLink(link)
  }
  return { form, patch, submit, choose, paste }
}

/** The link that a text is, by itself. */
function onlyLink(text: string): string | null {
  const [line, more] = linesOf(text)
  return line !== undefined && more === undefined && isBitcoinLink(line.text) ? line.text : null
}

function faultOf(error: unknown): Pick<AddForm, 'error' | 'widens'> {
  if (!(error instanceof IpcError)) return { error: t('notices.unexpected'), widens: false }
  return { error: errorText(error), widens: error.code === 'forbidden' }
}

function toRequest({ label, group, widens }: AddForm, sent: ReturnType<typeof linesOf>) {
  return {
    lines: sent.map(({ text }) => text),
    atomic: false,
    ...(label.trim() === '' ? {} : { label: label.trim() }),
    ...(group.trim() === '' ? {} : { group: group.trim() }),
    ...(widens ? { widen: true } : {}),
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
