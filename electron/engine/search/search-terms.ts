/** Words of a search as SQLite's full-text index wants them. Nothing that a person types is an operator there. */

/** How to look for the words of a text. */
export interface SearchTerms {
  /** For MATCH, over trigrams; null where no word is long enough. */
  readonly match: string | null
  /** For LIKE (escaped by a backslash): one list a short word, of which one must fit. */
  readonly likes: readonly (readonly string[])[]
}

/** The index holds runs of three characters: shorter words are looked for by reading. */
const INDEXED_FROM = 3
const MAX_WORDS = 16

/** Splits a text into words, all of which must be found, anywhere and in any order. */
export function searchTerms(text: string): SearchTerms {
  const words = [...new Set(text.normalize('NFC').replaceAll('\0', ' ').trim().split(/\s+/))]
  const some = words.filter((word) => word !== '').slice(0, MAX_WORDS)
  const long = some.filter((word) => indexedLength(word) >= INDEXED_FROM)
  const short = some.filter((word) => indexedLength(word) < INDEXED_FROM)
  return {
    match: long.length === 0 ? null : long.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND '),
    likes: short.map(likesOf),
  }
}

/** The index leaves accents out. */
function indexedLength(word: string): number {
  return Array.from(word.replace(/[\u0300-\u036f]/g, '')).length
}

/** SQLite's LIKE knows upper and lower case of ASCII alone. */
function likesOf(word: string): readonly string[] {
  const spellings = new Set([word, word.toLowerCase(), word.toUpperCase()])
  return [...spellings].map((spelling) => `%${spelling.replace(/[\\%_]/g, '\\$&')}%`)
}
