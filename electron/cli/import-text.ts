/** A preview of an import for a person: what would be added, what is there, what is refused and why. */
import type { ImportEntry, ImportPreview } from '../../shared/ipc/imports.ts'

/** One line an entry, and the counts. */
export function previewLines({ format, counts, entries, labels }: ImportPreview): readonly string[] {
  const sum = [
    `${counts.new} new`,
    `${counts.changed} changed`,
    `${counts.already} watched already`,
    ...(counts.choose === 0 ? [] : [`${counts.choose} to choose`]),
    ...(counts.repeated === 0 ? [] : [`${counts.repeated} repeated`]),
    `${counts.refused} refused`,
  ]
  const shown = entries.length
  const all = counts.new + counts.changed + counts.already + counts.choose
  return [
    `read as ${FORMAT_WORDS[format]}: ${sum.join(', ')}`,
    ...entries.flatMap(entryLines),
    ...(all > shown ? [`and ${all - shown} more`] : []),
    ...(labels === null
      ? []
      : [`labels of other things: ${labels.counts.new} new, ${labels.counts.conflicts} that differ`]),
  ]
}

const FORMAT_WORDS: Readonly<Record<ImportPreview['format'], string>> = {
  lines: 'lines',
  csv: 'a table',
  core_descriptors: "Bitcoin Core's descriptors",
  core_addresses: "Bitcoin Core's addresses",
  electrum: 'a wallet of Electrum',
  electrum_labels: 'labels of Electrum',
  sparrow: 'a wallet of Sparrow',
  specter: 'a wallet of Specter',
  hardware_json: 'the export of a hardware wallet',
  bsms: 'a BSMS record',
  multisig_text: 'a multisig file',
  bip329: 'labels (BIP-329)',
  tidemark: 'an export of Tidemark',
}

function entryLines({ state, text, label, first, options, before }: ImportEntry): readonly string[] {
  const named = label === undefined ? '' : `  ${label}`
  const was = before?.label === undefined || before.label === '' ? '' : ` (was: ${before.label})`
  return [
    `${state}  ${text}${named}${was}`,
    ...first.map((address) => `    ${address}`),
    ...options.map(({ scriptType, first: [address = ''] }) => `    as ${scriptType}: ${address}`),
  ]
}

/** One line for each that was refused; a secret is named by its place alone. */
export function refusalLines({ refused, counts }: ImportPreview): readonly string[] {
  const lines = refused.map(({ line, text, message }) => {
    const where = line === null ? '' : `line ${line}: `
    return `${where}${text === null ? '' : `${text}: `}${message}`
  })
  const more = counts.refused - refused.length
  return more > 0 ? [...lines, `and ${more} more were refused`] : lines
}
