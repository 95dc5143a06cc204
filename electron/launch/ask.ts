import { createInterface } from 'node:readline/promises'

/** Asks a yes-or-no question on the terminal. Anything but a yes is a no, a closed terminal too. */
export async function askYesNo(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT')) // readline keeps Ctrl+C to itself otherwise
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `, { signal }), closed])
    return /^(y|yes)$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
