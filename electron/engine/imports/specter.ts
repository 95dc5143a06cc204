/** A wallet as Specter (and others after it) describes it in JSON: a label, a descriptor and a birthday. Pure. */
import type { ImportBirthday } from '../../../shared/ipc/imports.ts'
import { type Candidate, type FileReading, reading } from './file-types.ts'
import { field, textField } from './json-text.ts'

/** The receive and change descriptors, or the one descriptor with both chains. */
export function specterWallet(value: unknown): FileReading {
  const label = textField(value, 'label') ?? textField(value, 'name') ?? textField(value, 'alias')
  const names = { ...(label ? { label } : {}), ...bornIn(field(value, 'blockheight')) }
  const pair = ['recv_descriptor', 'change_descriptor'].flatMap((name) => textField(value, name) ?? [])
  const one = textField(value, 'descriptor')
  const texts = pair.length > 0 ? pair : one === undefined ? [] : [bothChains(one)]
  return reading('specter', {
    candidates: texts.map((text): Candidate => ({ line: null, text: text.trim(), ...names })),
  })
}

/** The file names the receiving chain alone, and its programs watch the change beside it. */
function bothChains(descriptor: string): string {
  const body = descriptor.trim().replace(/#[a-z0-9]{8}$/, '')
  if (body.includes('<') || !body.includes('/0/*')) return descriptor
  return body.replaceAll('/0/*', '/<0;1>/*')
}

function bornIn(height: unknown): { readonly birthday?: ImportBirthday } {
  return Number.isSafeInteger(height) && (height as number) > 0
    ? { birthday: { height: height as number } }
    : {}
}
