/** Notices at the lower right, read out by screen readers: what happened, whether data is safe, what to do. */
import { Toast } from '@base-ui/react/toast'
import type { ReactNode } from 'react'
import { IpcError } from '../bridge/bridge.ts'
import { t } from '../i18n/index.ts'
import type { Notices } from '../stores/actions.ts'
import { errorText } from '../texts/host-text.ts'
import { copyDetails } from './error-detail.tsx'

const manager = Toast.createToastManager()

/** Takes back the newest of what can be taken back, while its notice stands. */
let newestUndo: (() => void) | null = null

/** Changes that are on their way, and whether the newest of them is to be taken back when it is done. */
let underWay = 0
let isWanted = false

/**
 * What Ctrl+Z does outside of fields; false where there is nothing to take back. A change is often seen before its answer
 * has come: it is meant then, not the one before it.
 */
export function undoNewest(): boolean {
  if (underWay > 0) {
    isWanted = true
    return true
  }
  if (newestUndo === null) return false
  newestUndo()
  return true
}

/** Notices for the code outside of components. */
export const toastNotices: Notices = {
  error(error) {
    manager.add({
      ...errorTexts(error),
      type: 'error',
      timeout: 12_000,
      actionProps: {
        children: t('errorDetail.copy'),
        onClick: () => void copyDetails(error),
      },
    })
  },
  done(text, undo) {
    if (undo && isWanted) {
      isWanted = false
      void undo()
    } else if (undo) addUndoable(text, undo)
    else manager.add({ title: text, timeout: 3_000 })
  },
  async change(work) {
    underWay += 1
    try {
      return await work()
    } finally {
      underWay -= 1
      if (underWay === 0) isWanted = false // it failed, or nothing was changed
    }
  },
}

/** Stays long enough to be read and acted upon. */
function addUndoable(title: string, undo: () => Promise<void>): void {
  let taken = false // its button is there for a moment longer than the notice
  const takeBack = (): void => {
    if (taken) return
    taken = true
    forget()
    manager.close(id)
    void undo()
  }
  const forget = (): void => {
    if (newestUndo === takeBack) newestUndo = null
  }
  newestUndo = takeBack
  const id = manager.add({
    title,
    timeout: 10_000,
    actionProps: {
      children: t('notices.undo'),
      onClick: takeBack,
    },
    onClose: forget,
  })
}

function errorTexts(error: unknown): { title: string; description: string } {
  const code = error instanceof IpcError ? error.code : 'internal'
  return { title: errorText(error), description: t(`errorAdvice.${code}`) }
}

/** Shows the notices over its children. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts" aria-label={t('notices.label')} data-pane="notices">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function ToastList() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast" data-type={toast.type}>
      <Toast.Content className="toast-content">
        <div>
          <Toast.Title className="toast-title" />
          <Toast.Description className="toast-text" />
        </div>
        {toast.actionProps && <Toast.Action className="btn" />}
        <Toast.Close className="btn quiet">{t('notices.dismiss')}</Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
