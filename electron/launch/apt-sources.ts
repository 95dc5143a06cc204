/** Reads the system's own list of package sources, so that no mirror needs a name in this project. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A Debian archive that this machine uses already. */
export interface DebianSource {
  readonly uri: string
  /** Path of the keyring that signs it; null where apt's trusted keys decide. */
  readonly signedBy: string | null
}

interface SourceEntry extends DebianSource {
  readonly components: readonly string[]
}

/** The first Debian archive among the system's sources, null where there is none (another distribution). */
export async function systemDebianSource(etc = '/etc/apt'): Promise<DebianSource | null> {
  const parts = await readdir(join(etc, 'sources.list.d')).catch(() => []) // absent: only sources.list counts
  const inOrder = parts.toSorted((a, b) => (a < b ? -1 : 1))
  const files = ['sources.list', ...inOrder.map((name) => join('sources.list.d', name))]
  const texts = await Promise.all(
    files.map(async (name) => ({
      name,
      text: await readFile(join(etc, name), 'utf8').catch(() => ''), // unreadable or absent: no source there
    })),
  )
  return debianSource(texts)
}

/** The same over file texts: `.sources` files are deb822 stanzas, `.list` files one line a source. */
export function debianSource(
  files: readonly { readonly name: string; readonly text: string }[],
): DebianSource | null {
  const entries = files.flatMap(({ name, text }) => {
    if (name.endsWith('.sources')) return stanzas(text)
    return name.endsWith('.list') ? lines(text) : []
  })
  const debian = entries.filter((entry) => isDebian(entry))
  const own = debian.find(({ signedBy }) => signedBy === null || signedBy.includes('debian-archive'))
  const chosen = own ?? debian[0] // others also call their path "debian": their keyring tells them apart
  return chosen ? { uri: chosen.uri, signedBy: chosen.signedBy } : null
}

function isDebian({ uri, components }: SourceEntry): boolean {
  return /^https?:\/\/\S+\/debian\/?$/.test(uri) && components.includes('main')
}

function lines(text: string): SourceEntry[] {
  return text.split('\n').flatMap((line) => {
    const found = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+\S+\s+([^#]*)/.exec(line)
    if (!found?.[2]) return []
    const signedBy = /signed-by=(\/\S+)/.exec(found[1] ?? '')?.[1] ?? null
    return [{ uri: found[2], signedBy, components: words(found[3]) }]
  })
}

function stanzas(text: string): SourceEntry[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string): string | undefined =>
      new RegExp(`^${name}:(.*(?:\\n[ \\t].*)*)`, 'im').exec(stanza)?.[1]?.trim()
    if (!words(field('Types')).includes('deb') || field('Enabled')?.toLowerCase() === 'no') return []
    const key = field('Signed-By')
    const signedBy = key?.startsWith('/') ? (words(key)[0] ?? null) : null // a key written out is not a path
    return words(field('URIs')).map((uri) => ({ uri, signedBy, components: words(field('Components')) }))
  })
}

function words(text: string | undefined): string[] {
  return text?.split(/\s+/).filter((word) => word !== '') ?? []
}
