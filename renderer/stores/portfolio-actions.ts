/** What a person can do to entries and groups; whatever takes something away can be undone from its notice. */
import type { AddRequest, AddResult, Watch } from '../../shared/ipc/contract.ts'
import { t } from '../i18n/index.ts'
import type { ActionsOptions, Notices } from './actions.ts'
import { entriesBefore, limitsNow, moveBack, watchAgain } from './removed-entries.ts'

/** Does it, and tells what went wrong instead of throwing: false then. */
async function done(notices: Notices, work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    notices.error(error)
    return false
  }
}

/** The same, for whom it makes no difference. */
async function told(notices: Notices, work: () => Promise<void>): Promise<void> {
  await done(notices, work)
}

/** The same for a change that is told with its undo. */
async function changed(notices: Notices, work: () => Promise<void>): Promise<void> {
  await told(notices, () => notices.change(work))
}

/** The commands over entries and groups. */
export function portfolioActions({ bridge, notices, view, requestSnapshot }: ActionsOptions) {
  return {
    /** Adds what it can and tells what it refused. Rejects with `IpcError`. */
    async add(request: AddRequest, signal: AbortSignal): Promise<AddResult> {
      const result = await bridge.call('portfolio.add', request, { signal })
      requestSnapshot()
      return result
    },
    /** Puts entries out of sight, or brings them back; either can be undone from the notice. */
    async archive(watchIds: readonly number[], archived: boolean): Promise<void> {
      const set = async (to: boolean): Promise<void> => {
        await bridge.call('portfolio.archive', { watchIds, archived: to })
        requestSnapshot()
      }
      await changed(notices, async () => {
        await set(archived)
        view.setState({ picked: new Set() })
        notices.done(archived ? t('notices.archived') : t('notices.broughtBack'), () =>
          told(notices, () => set(!archived)),
        )
      })
    },
    /** Names an entry; the old name is a press away. */
    async rename(watch: Watch, label: string): Promise<void> {
      const set = async (to: string): Promise<void> => {
        if (watch.kind === 'address')
          await bridge.call('label.set', { type: 'addr', ref: watch.text, label: to })
        else await bridge.call('portfolio.add', { lines: [watch.text], label: to, atomic: true })
        requestSnapshot()
      }
      if (label === watch.label) return
      await changed(notices, async () => {
        await set(label)
        notices.done(t('notices.renamed'), () => told(notices, () => set(watch.label)))
      })
    },
    /** Moves entries to another group ('' is none). Rejects with `IpcError`, for its form to show. */
    async move(watchIds: readonly number[], group: string, widen: boolean): Promise<void> {
      await notices.change(async () => {
        const limits = await limitsNow(bridge)
        const { from } = await bridge.call('portfolio.move', { watchIds, group, ...(widen ? { widen } : {}) })
        view.setState({ picked: new Set() })
        requestSnapshot()
        notices.done(t('notices.moved'), () =>
          told(notices, async () => {
            await moveBack(bridge, from, group, limits)
            requestSnapshot()
          }),
        )
      })
    },
    /** No longer watches them; until the notice is gone they can be watched again under their names. */
    async remove(watchIds: readonly number[]): Promise<void> {
      await changed(notices, async () => {
        const removed = await entriesBefore(bridge, watchIds)
        await bridge.call('portfolio.remove', { watchIds })
        const { selected, picked } = view.getState()
        const gone = new Set(watchIds)
        view.setState({
          selected: selected !== null && gone.has(selected) ? null : selected,
          picked: new Set([...picked].filter((id) => !gone.has(id))),
        })
        notices.done(t('notices.removed', { count: watchIds.length }), () =>
          told(notices, async () => {
            await watchAgain(bridge, removed)
            requestSnapshot()
          }),
        )
      })
      requestSnapshot()
    },
    /** Changes a group, or makes it another's part; `into` is its new name, '' where it goes. Rejects with `IpcError`. */
    async changeGroup(
      group: string,
      into: string,
      text: string,
      change: () => Promise<unknown>,
    ): Promise<void> {
      await notices.change(async () => {
        const before = await bridge.call('groups.before', { group, into })
        await change()
        requestSnapshot()
        notices.done(text, () =>
          told(notices, async () => {
            await bridge.call('groups.restore', before)
            if (view.getState().group === into && into !== '') view.setState({ group })
            requestSnapshot()
          }),
        )
      })
    },
    /** Writes a label or a note by `set`; the old one is a press away. False where that failed, which is told. */
    setWords(set: (to: string) => Promise<unknown>, text: string, before: string): Promise<boolean> {
      return done(notices, () =>
        notices.change(async () => {
          await set(text)
          notices.done(t('notices.written'), () =>
            told(notices, async () => {
              await set(before)
              requestSnapshot()
            }),
          )
        }),
      )
    },
  }
}
