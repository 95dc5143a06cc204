/** Looking for a node on this machine. */

export interface NodeFindRequests {
  /** Nodes of this network whose data folder is where bitcoind puts it. Files are looked at; nobody is asked. */
  'node.find': { in: Readonly<Record<string, never>>; out: readonly FoundNode[] }
}

/** A node that seems to be there. */
export interface FoundNode {
  readonly url: string
  /** Where its cookie is, or will be once it runs. */
  readonly cookieFile: string
  /** The cookie is there: bitcoind runs, most likely. */
  readonly running: boolean
}
