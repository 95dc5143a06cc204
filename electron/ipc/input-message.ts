import type { z } from 'zod'
import { type Said, say } from '../../shared/said.ts'

type Issue = z.core.$ZodIssue

/** One sentence that names the field at fault and what was expected. Never repeats a value: it may be a secret. */
export function inputMessage(error: z.ZodError): Said {
  const issue = error.issues[0]
  if (!issue) return say('input_unfit')
  const field = fieldOf(issue)
  const problem = problemOf(issue)
  return field === '' ? say('input_whole', { problem }) : say('input_field', { field, problem })
}

function fieldOf(issue: Issue): string {
  return issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
}

function problemOf(issue: Issue): Said {
  if (issue.code === 'invalid_type') return say('input_type', { type: issue.expected })
  if (issue.code === 'too_big') {
    const most = Number(issue.maximum)
    return isLength(issue.origin) ? say('input_too_long', { most }) : say('input_too_big', { most })
  }
  if (issue.code === 'too_small')
    return isLength(issue.origin) ? say('input_too_short') : say('input_too_small')
  if (issue.code === 'unrecognized_keys') return say('input_unknown_fields')
  if (issue.code === 'invalid_union' || issue.code === 'invalid_value') return say('input_not_allowed')
  return say('input_invalid')
}

function isLength(origin: string): boolean {
  return origin === 'string' || origin === 'array'
}
