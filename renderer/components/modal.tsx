/** The frame of every dialog: backdrop, title, text, content. Esc closes it; a press outside does not, so that nothing typed is lost. */
import { Dialog } from '@base-ui/react/dialog'
import { type ReactNode, useRef } from 'react'
import { deafWhileClosing } from './deaf-while-closing.ts'
import { focusFirst, focusItself } from './focus-at-once.ts'

/** What a dialog is made of. */
export interface ModalProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly text?: string
  /** A long page: wide, and starting at its top, for what is read before it is filled in. */
  readonly fromTop?: boolean
  readonly children: ReactNode
}

/** Focus goes to the first field, or to the dialog itself, and comes back to where it was. */
export function Modal({ open, onClose, title, text, fromTop = false, children }: ModalProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Dialog.Root disablePointerDismissal open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          className={fromTop ? 'modal wide' : 'modal'}
          ref={popup}
          initialFocus={() => (fromTop ? focusItself : focusFirst)(popup.current)}
          {...deafWhileClosing(open)}
        >
          <Dialog.Title className="modal-title">{title}</Dialog.Title>
          {text !== undefined && <Dialog.Description className="modal-text">{text}</Dialog.Description>}
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
