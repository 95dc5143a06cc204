/** The portfolio as Tidemark itself writes it in JSON. Pure. */
import { birthdayIn } from './dates.ts'
import { type Candidate, type FileReading, reading } from './file-types.ts'
import { field, gapLimitIn, listField, textField } from './json-text.ts'

/** Whether the document says that it is one. */
export function isPortfolioFile(value: unknown): boolean {
  return textField(value, 'format') === 'tidemark-portfolio'
}

/** Its entries, with labels, portfolios, birthdays and gap limits. */
export function portfolioFile(value: unknown): FileReading {
  const candidates = listField(value, 'entries').flatMap((each): readonly Candidate[] => {
    const text = textField(each, 'text')
    if (text === undefined) return []
    const [label, group] = [textField(each, 'label') ?? '', textField(each, 'group') ?? '']
    const birthday = birthdayIn(textField(each, 'birthday') ?? '')
    return [
      {
        line: null,
        text,
        ...(label === '' ? {} : { label }),
        ...(group === '' ? {} : { group }),
        ...(birthday === null ? {} : { birthday }),
        ...gapLimitIn(field(each, 'gapLimit')),
      },
    ]
  })
  return reading('tidemark', { candidates })
}
