/** Where releases may come from: what vouches for a file on Linux is nothing but the way that its hash came. */

const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost']

/** True for https, and for http of this machine itself. */
export function isReleaseUrl(url: string): boolean {
  const parsed = URL.parse(url)
  if (parsed === null) return false
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && LOOPBACK.includes(parsed.hostname))
}
