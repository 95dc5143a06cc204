/**
 * The dialogs of the window that nobody types into the moment they are asked for, closed until they are wanted, and what is
 * dropped onto the window.
 */
import { DoctorDialog } from './features/doctor/doctor-dialog.tsx'
import { ExportDialog } from './features/exchange/export-dialog.tsx'
import { ImportDialog } from './features/exchange/import-dialog.tsx'
import { LinkSheet } from './features/exchange/link-sheet.tsx'
import { ListDialog } from './features/exchange/list-dialog.tsx'
import { WindowDrop } from './features/exchange/window-drop.tsx'
import { GroupDialog } from './features/portfolio/group-dialog.tsx'
import { MoveDialog } from './features/portfolio/move-dialog.tsx'
import { RemoveDialog } from './features/portfolio/remove-dialog.tsx'
import { RowMenu } from './features/portfolio/row-menu.tsx'
import { MomentDialog } from './features/time/moment-dialog.tsx'
import { StatementDialog } from './features/time/statement-dialog.tsx'
import { TransactionDialog } from './features/transaction/transaction-dialog.tsx'
import { ShortcutsDialog } from './frame/shortcuts-dialog.tsx'

/** One of them is open at a time: see `dialog` in the view. */
export function Dialogs() {
  return (
    <>
      <ShortcutsDialog />
      <RowMenu />
      <RemoveDialog />
      <MoveDialog />
      <GroupDialog />
      <TransactionDialog />
      <DoctorDialog />
      <MomentDialog />
      <StatementDialog />
      <ImportDialog />
      <ExportDialog />
      <ListDialog />
      <LinkSheet />
      <WindowDrop />
    </>
  )
}
