/** The portfolio as files that other programs read, and that an import reads back. */
import type { Network } from '../../shared/chain.ts'
import type { Watch } from '../../shared/ipc/contract.ts'
import type { ExportFile, ExportForm, ExportRequest } from '../../shared/ipc/imports.ts'
import { withChecksum } from '../engine/accounts/descriptor-text.ts'
import { csvText } from '../engine/imports/csv-text.ts'

export interface ExportServiceOptions {
  readonly network: Network
  readonly watches: () => readonly Watch[]
}

export interface ExportService {
  make(request: ExportRequest): ExportFile
}

interface Written {
  readonly text: string
  readonly entries: number
  readonly left: readonly string[]
}

/** Builds the service. */
export function createExportService({ network, watches }: ExportServiceOptions): ExportService {
  return {
    make: ({ form, archived, group }) => {
      const all = watches()
      const chosen = all.filter((watch) => group === undefined || watch.group === group)
      const shown = chosen.filter((watch) => archived || !watch.archived)
      const hidden = chosen.length - shown.length
      const { text, entries, left } = WRITERS[form](shown, network)
      const aside =
        hidden === 0 ? [] : [`${counted(hidden, 'archived entry', 'archived entries')}: not asked for`]
      return { name: `tidemark-${network}.${SUFFIX[form]}`, text, entries, left: [...left, ...aside] }
    },
  }
}

const SUFFIX: Readonly<Record<ExportForm, string>> = {
  csv: 'csv',
  json: 'json',
  addresses: 'addresses.txt',
  descriptors: 'descriptors.txt',
}

const WRITERS: Readonly<Record<ExportForm, (watches: readonly Watch[], network: Network) => Written>> = {
  csv: (watches) => ({ text: csvText(COLUMNS, watches.map(rowOf)), entries: watches.length, left: [] }),
  json: (watches, network) => ({
    text: `${JSON.stringify({ format: 'tidemark-portfolio', version: 1, network, entries: watches.map(jsonOf) }, null, 2)}\n`,
    entries: watches.length,
    left: [],
  }),
  addresses: (watches) => {
    const held = watches.filter(({ kind }) => kind === 'address')
    const accounts = watches.length - held.length
    return {
      text: held.map(addressLine).join(''),
      entries: held.length,
      left: [
        ...(accounts === 0
          ? []
          : [`${counted(accounts, 'account', 'accounts')}: a list of addresses holds no descriptors`]),
        ...grouped(held),
      ],
    }
  },
  descriptors: (watches) => ({
    text: watches.map((watch) => `${descriptorOf(watch)}\n`).join(''),
    entries: watches.length,
    left: [...labelled(watches), ...grouped(watches)],
  }),
}

const COLUMNS = [
  'address',
  'label',
  'group',
  'type',
  'script type',
  'added',
  'archived',
  'birthday',
  'gap limit',
] as const

function rowOf(watch: Watch): readonly string[] {
  const { text, label, group, kind, scriptType, addedAt, archived } = watch
  const added = new Date(addedAt).toISOString()
  const ends = [birthdayText(watch), String(gapOf(watch) ?? '')]
  return [text, label, group, kind, scriptType, added, archived ? 'yes' : 'no', ...ends]
}

function jsonOf(watch: Watch) {
  const { kind, text, scriptType, label, group, addedAt, archived } = watch
  return {
    kind,
    text,
    scriptType,
    label,
    group,
    addedAt: new Date(addedAt).toISOString(),
    archived,
    ...(watch.birthday === undefined ? {} : { birthday: birthdayText(watch) }),
    ...(gapOf(watch) === undefined ? {} : { gapLimit: gapOf(watch) }),
  }
}

function gapOf({ account }: Watch): number | undefined {
  return account?.ranged === true ? account.gapLimit : undefined
}

function birthdayText({ birthday }: Watch): string {
  if (birthday === undefined) return ''
  return 'height' in birthday ? String(birthday.height) : birthday.date
}

/** Its label behind it, in one line whatever is in it. */
function addressLine({ text, label }: Watch): string {
  const said = label.replace(/\s+/g, ' ').trim()
  return said === '' ? `${text}\n` : `${text} # ${said}\n`
}

function descriptorOf({ kind, text }: Watch): string {
  return kind === 'address' ? withChecksum(`addr(${text})`) : text
}

function labelled(watches: readonly Watch[]): readonly string[] {
  const count = watches.filter(({ label }) => label !== '').length
  return count === 0 ? [] : [`${counted(count, 'label', 'labels')}: descriptors have none`]
}

function grouped(watches: readonly Watch[]): readonly string[] {
  const count = new Set(watches.map(({ group }) => group).filter((group) => group !== '')).size
  return count === 0 ? [] : [`${counted(count, 'portfolio', 'portfolios')}: this form has none`]
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
