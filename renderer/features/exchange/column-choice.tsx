/** Which column of a table means what, with its first rows. */
import type { ImportColumns, ImportTable } from '../../../shared/ipc/imports.ts'
import { t } from '../../i18n/index.ts'

const ROLES = ['address', 'label', 'group', 'note', 'birthday'] as const
type Role = (typeof ROLES)[number]

interface ColumnChoiceProps {
  readonly table: ImportTable
  readonly columns: ImportColumns
  readonly onChange: (columns: ImportColumns) => void
}

/** Each change is looked at anew; nothing is stored by it. */
export function ColumnChoice({ table: { sample }, columns, onChange }: ColumnChoiceProps) {
  const width = Math.max(0, ...sample.map((row) => row.length))
  return (
    <details className="columns" open={columns.label === null && width > 1}>
      <summary>{t('imports.columns')}</summary>
      <p className="hint">{t('imports.columnsText')}</p>
      <div className="column-picks">
        {ROLES.map((role) => (
          <label key={role} className="field">
            <span>{t(`imports.column.${role}`)}</span>
            <select
              value={String(columns[role] ?? '')}
              onChange={(event) => onChange(withColumn(columns, role, event.target.value))}
            >
              {role !== 'address' && <option value="">{t('imports.noColumn')}</option>}
              {Array.from({ length: width }, (_, place) => (
                // A column has no other name than its place.
                // oxlint-disable-next-line react/no-array-index-key
                <option key={place} value={place}>
                  {t('imports.columnNamed', { place: place + 1, name: sample[0]?.[place] ?? '' })}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <label className="tick">
        <input
          type="checkbox"
          checked={columns.header}
          onChange={(event) => onChange({ ...columns, header: event.target.checked })}
        />
        {t('imports.header')}
      </label>
      <div className="sample" tabIndex={0} role="group" aria-label={t('imports.sample')}>
        <table className="plain mono">
          <tbody>
            {sample.slice(0, 4).map((row, index) => (
              // Rows of a sample have no other name than their place.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                {row.map((cell, place) => (
                  // oxlint-disable-next-line react/no-array-index-key
                  <td key={place}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function withColumn(columns: ImportColumns, role: Role, value: string): ImportColumns {
  const place = value === '' ? null : Number(value)
  if (role === 'address') return place === null ? columns : { ...columns, address: place }
  return { ...columns, [role]: place }
}
