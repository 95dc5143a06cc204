/** What a node says is foreign text: it is shown, but it cannot act. */

// Control characters, and those that turn the reading direction or hide themselves.
// oxlint-disable-next-line no-control-regex -- removing them is the purpose
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g

/** At most `max` characters, without control and bidirectional characters. */
export function safeText(text: string, max = 200): string {
  const clean = text.replace(UNSAFE, ' ').trim()
  return clean.length > max ? `${clean.slice(0, max - 1)}…` : clean
}
