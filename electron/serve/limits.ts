/** Bounds of the loopback server against slow, large and many clients. */
export interface ServeLimits {
  readonly headerBytes: number
  readonly bodyBytes: number
  /** From the first byte of a request to the end of its headers, and to its end. */
  readonly headersMs: number
  readonly requestMs: number
  readonly connections: number
  readonly sockets: number
  /** Largest message a socket may send. */
  readonly messageBytes: number
  /** A socket is asked for a sign of life this often, and closed when it gave none since the last time. */
  readonly pingMs: number
  /** A socket that does not read is closed when this much waits for it. */
  readonly backlogBytes: number
  /** Requests that one API key may make, in the long run and at once. */
  readonly apiPerSecond: number
  readonly apiBurst: number
}

/** What a person with a few windows open never notices. */
export const SERVE_LIMITS: ServeLimits = {
  headerBytes: 16 * 1024,
  bodyBytes: 64 * 1024,
  headersMs: 10_000,
  requestMs: 15_000,
  connections: 128,
  sockets: 16,
  messageBytes: 64 * 1024 * 1024, // a file of labels, or a backup
  pingMs: 30_000,
  backlogBytes: 64 * 1024 * 1024, // the same on its way out
  apiPerSecond: 50,
  apiBurst: 200,
}
