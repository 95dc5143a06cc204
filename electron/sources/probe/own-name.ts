/** A name without a dot, or with one of the endings that are only used within a network. It is not looked up. */
export function isOwnName(host: string): boolean {
  return /^(?:[^.]+|.+\.(?:localhost|local|lan|internal|home\.arpa))$/.test(host)
}
