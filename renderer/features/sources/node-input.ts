/** From the node form's fields to what the host takes. */
import type { NodeSettingsInput, SettingsView } from '../../../shared/ipc/contract.ts'

/** The fields as typed. The password starts empty: a stored one is never handed out. */
export interface NodeFields {
  readonly url: string
  readonly auth: 'cookie' | 'password'
  readonly file: string
  readonly user: string
  readonly password: string
}

/** The fields of the stored settings. */
export function nodeFieldsOf(node: SettingsView['node']): NodeFields {
  return {
    url: node?.url ?? '',
    auth: node?.auth.kind ?? 'cookie',
    file: node?.auth.kind === 'cookie' ? node.auth.file : '',
    user: node?.auth.kind === 'password' ? node.auth.user : '',
    password: '',
  }
}

/** The input for the host; `incomplete` or `password_again` when something must be typed first. */
export function nodeInputOf(
  fields: NodeFields,
  stored: SettingsView['node'],
): NodeSettingsInput | 'incomplete' | 'password_again' {
  const url = fields.url.trim()
  if (url === '') return 'incomplete'
  if (fields.auth === 'cookie') {
    const file = fields.file.trim()
    return file === '' ? 'incomplete' : { url, auth: { kind: 'cookie', file } }
  }
  if (fields.user.trim() === '') return 'incomplete'
  if (fields.password !== '')
    return { url, auth: { kind: 'password', user: fields.user.trim(), password: fields.password } }
  return mayKeep(fields, stored) ? { url, auth: { kind: 'keep' } } : 'password_again'
}

/** A stored password goes to the URL and user it was typed for, nowhere else. */
export function mayKeep(fields: NodeFields, stored: SettingsView['node']): boolean {
  return (
    stored?.auth.kind === 'password' &&
    stored.url === fields.url.trim() &&
    stored.auth.user === fields.user.trim()
  )
}
