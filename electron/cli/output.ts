/** Where a command writes: its answer to stdout alone, everything else to stderr. */
import type { Writable } from 'node:stream'

/** A stream that may be a terminal. */
export interface TextStream extends Writable {
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface Output {
  /** A line of the answer. */
  out(line: string): void
  /** The answer as one JSON document. */
  json(value: unknown): void
  /** A line for the person, never part of the answer. */
  say(line: string): void
  /** Draws over the last drawn line, on a terminal only. An empty text takes it away. */
  draw(text: string): void
  /** Resolves when everything was taken by the streams, or their readers have gone. */
  flushed(): Promise<void>
}

/** Writes to the two streams; a reader that went away (`| head`) ends the output quietly. */
export function createOutput(stdout: TextStream, stderr: TextStream): Output {
  let drawn = false
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedReader)

  function write(stream: TextStream, text: string): void {
    if (stream.writable) stream.write(text)
  }

  function draw(text: string): void {
    if (stderr.isTTY !== true || (text === '' && !drawn)) return
    write(stderr, `\r\u001b[2K${text.slice(0, (stderr.columns ?? 80) - 1)}`)
    drawn = text !== ''
  }

  return {
    out: (line) => write(stdout, `${line}\n`),
    json: (value) => write(stdout, `${JSON.stringify(value, null, 2)}\n`),
    say(line) {
      draw('')
      write(stderr, `${line}\n`)
    },
    draw,
    async flushed() {
      await Promise.all([drained(stdout), drained(stderr)])
    },
  }
}

/** An empty write calls back after all before it, with or without success. */
async function drained(stream: TextStream): Promise<void> {
  if (!stream.writable) return
  await new Promise<void>((resolve) => {
    stream.write('', () => resolve())
  })
}

function ignoreClosedReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
}
