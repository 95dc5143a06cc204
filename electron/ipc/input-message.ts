import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** One sentence that names the field at fault and what was expected. Never repeats a value: it may be a secret. */
export function inputMessage(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return 'The request does not fit.'
  return `${fieldOf(issue)} ${problemOf(issue)}.`
}

function fieldOf(issue: Issue): string {
  const path = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
  return path === '' ? 'The request' : `The field "${path.replace(/^\./, '')}"`
}

function problemOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return `must be of type ${issue.expected}`
  if (issue.code === 'too_big')
    return `is too ${size(issue.origin, 'long', 'big')}: at most ${issue.maximum} allowed`
  if (issue.code === 'too_small') return `is too ${size(issue.origin, 'short', 'small')}`
  if (issue.code === 'unrecognized_keys') return 'has fields that are not known'
  if (issue.code === 'invalid_union' || issue.code === 'invalid_value') {
    return 'is not one of the allowed values'
  }
  return 'is not valid'
}

function size(origin: string, length: string, amount: string): string {
  return origin === 'string' || origin === 'array' ? length : amount
}
