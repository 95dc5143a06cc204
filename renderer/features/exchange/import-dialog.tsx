/** Importing: a file that is dropped, chosen or pasted is recognised, shown, and stored when the person says so. */
import { type ClipboardEvent, useEffect, useEffectEvent, useState } from 'react'
import { isBitcoinLink } from '../../../shared/bitcoin-uri.ts'
import { useApp, useView } from '../../app-context.ts'
import { Modal } from '../../components/modal.tsx'
import { t } from '../../i18n/index.ts'
import { errorText } from '../../texts/host-text.ts'
import { BackupPart } from './backup-part.tsx'
import { EntriesPart } from './entries-part.tsx'
import { FilePick } from './file-pick.tsx'
import { isPicture, textOfQr } from './qr-image.ts'
import { type Given, givenOf, isBackup, pastedAs } from './read-file.ts'

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
  const openLink = useOpenLink(setProblem)
  const take = async (file: File): Promise<void> => {
    if (isPicture(file)) return takePicture(file)
    const read = await givenOf(file)
    setProblem(read === null ? t('imports.tooLarge') : null)
    setGiven(read)
  }
  const takePicture = async (picture: File): Promise<void> => {
    const text = await textOfQr(picture)
    setProblem(text === null ? t('imports.noQr') : null)
    if (text === null) return
    if (isBitcoinLink(text)) openLink(text)
    else setGiven(pastedAs(picture.name, text))
  }
  useDropped((file) => void take(file))
  if (given === null)
    return (
      <div onPaste={(event) => pastedPicture(event, (file) => void take(file))}>
        <FilePick problem={problem} onFile={(file) => void take(file)} onGiven={setGiven} onClose={onClose} />
      </div>
    )
  const again = (): void => setGiven(null)
  return isBackup(given) ? (
    <BackupPart given={given} onAgain={again} onClose={onClose} />
  ) : (
    <EntriesPart given={given} onAgain={again} onClose={onClose} />
  )
}

/** A link has a sheet of its own. */
function useOpenLink(onProblem: (problem: string) => void): (text: string) => void {
  const { bridge, view } = useApp()
  return (text) => {
    bridge.call('link.read', { text }).then(
      (link) => view.setState({ dialog: 'link', link }),
      (error: unknown) => onProblem(errorText(error)),
    )
  }
}

/** A picture on the clipboard has no text that a field could take. */
function pastedPicture(event: ClipboardEvent, take: (file: File) => void): void {
  const picture = [...event.clipboardData.files].find(isPicture)
  if (picture === undefined) return
  event.preventDefault()
  take(picture)
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
