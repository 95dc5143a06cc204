/** The session cookie. Cookies ignore ports, so the name carries ours: two servers do not overwrite each other's. */

/** Name of the session cookie of the server on `port`. */
export function cookieName(port: number): string {
  return `tidemark-session-${port}`
}

/** The Set-Cookie header: never readable by script, never sent from another site, gone with the browser session. */
export function setCookie(port: number, value: string): string {
  return `${cookieName(port)}=${value}; HttpOnly; SameSite=Strict; Path=/`
}

/** The cookie's value in a Cookie header, null when it is absent. */
export function cookieValue(header: string | undefined, port: number): string | null {
  const prefix = `${cookieName(port)}=`
  const found = (header ?? '').split(';').find((part) => part.trim().startsWith(prefix))
  return found?.trim().slice(prefix.length) ?? null
}
