import { useId } from 'react'

/** A box or a radio button with its name, and below it what it means, which is read out after the name. */
export function OptionLine({
  type,
  group,
  label,
  hint,
  checked,
  disabled = false,
  onChange,
}: {
  readonly type: 'checkbox' | 'radio'
  /** The radio buttons that it belongs to. */
  readonly group?: string
  readonly label: string
  readonly hint: string
  readonly checked: boolean
  readonly disabled?: boolean
  readonly onChange: (checked: boolean) => void
}) {
  const id = useId()
  return (
    <div className="option">
      <input
        type={type}
        id={id}
        name={group}
        aria-describedby={`${id}-hint`}
        disabled={disabled}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      <span id={`${id}-hint`} className="hint">
        {hint}
      </span>
    </div>
  )
}
