/** A button that asks the system for a file. */
import { useRef } from 'react'

interface FileButtonProps {
  readonly label: string
  /** Kinds of files as `input` takes them; any without it. */
  readonly accept?: string
  /** Id of what explains the choice. */
  readonly describedBy?: string
  readonly onFile: (file: File) => void
}

/** In our words and not in the browser's, whose own field knows no language of ours. The same file can be chosen again. */
export function FileButton({ label, accept, describedBy, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        onChange={({ target }) => {
          const file = target.files?.[0]
          target.value = ''
          if (file) onFile(file)
        }}
      />
      <button
        type="button"
        className="btn"
        aria-describedby={describedBy}
        onClick={() => input.current?.click()}
      >
        {label}
      </button>
    </>
  )
}
