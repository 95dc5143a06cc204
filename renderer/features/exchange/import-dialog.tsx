/** Importing: a file that is dropped, chosen or pasted is recognised, shown, and stored when the person says so. */
import { useEffect, useEffectEvent, useState } from 'react'
import { useApp, useView } from '../../app-context.ts'
import { Modal } from '../../components/modal.tsx'
import { t } from '../../i18n/index.ts'
import { BackupPart } from './backup-part.tsx'
import { EntriesPart } from './entries-part.tsx'
import { FilePick } from './file-pick.tsx'
import { type Given, givenOf, isBackup } from './read-file.ts'

/** The dialog. */
export function ImportDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'import')
  const close = (): void => view.setState({ dialog: 'none', dropped: null })
  return (
    <Modal open={open} onClose={close} title={t('imports.title')} text={t('imports.text')} fromTop>
      <ImportBody onClose={close} />
    </Modal>
  )
}

function ImportBody({ onClose }: { readonly onClose: () => void }) {
  const [given, setGiven] = useState<Given | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const take = async (file: File): Promise<void> => {
    const read = await givenOf(file)
    setProblem(read === null ? t('imports.tooLarge') : null)
    setGiven(read)
  }
  useDropped((file) => void take(file))
  if (given === null)
    return (
      <FilePick problem={problem} onFile={(file) => void take(file)} onGiven={setGiven} onClose={onClose} />
    )
  const again = (): void => setGiven(null)
  return isBackup(given) ? (
    <BackupPart given={given} onAgain={again} onClose={onClose} />
  ) : (
    <EntriesPart given={given} onAgain={again} onClose={onClose} />
  )
}

/** A file that was dropped onto the window, once. */
function useDropped(take: (file: File) => void): void {
  const { view } = useApp()
  const dropped = useView((state) => state.dropped)
  const takeNow = useEffectEvent(take)
  useEffect(() => {
    if (dropped === null) return
    view.setState({ dropped: null })
    takeNow(dropped)
  }, [view, dropped])
}
