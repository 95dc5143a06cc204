/** Making a login of the own node that can do nothing but watch. */

export interface NodeLoginRequests {
  /** A new login; nothing of it is kept. Fails with `forbidden` at a door that may not change settings. */
  'node.login': { in: { readonly user: string }; out: ReadOnlyLogin }
}

/** What the node is told, and what Tidemark is told. */
export interface ReadOnlyLogin {
  readonly user: string
  /** Only here, and only once: the lines hold a hash of it. */
  readonly password: string
  /** For bitcoin.conf, in this order; the node takes them at its next start. */
  readonly lines: readonly string[]
}

/** What such a user may be called: it stands in lines in which colon, comma and dollar sign mean something. */
export const NODE_USER = /^[A-Za-z0-9_.-]{1,64}$/
