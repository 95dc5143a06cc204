/** Hands a text to the person as a file. The browser, or the app's own dialog, asks where it goes. */

/** `type` is its media type; text comes as UTF-8. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The browser reads it after the click; a minute later nothing needs it any more.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
