import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { writeNewFile } from '../text-file.ts'
import { UsageError } from '../usage-error.ts'

/** `backup [FILE]`: everything of one's own as one file, or on the standard output. Works beside a running app. */
export const backupCommand: Command = {
  access: () => 'read',
  follow: false,
  check({ args }) {
    if (args.length > 1) throw new UsageError('Name one file, or none for the standard output.')
  },
  async run({ args, request, output }) {
    const { text } = await request('backup.make', {})
    const [file] = args
    if (file === undefined) output.out(text.trimEnd())
    else {
      await writeNewFile(file, text)
      output.say('Written. It holds your addresses, labels, notes and settings, and no password.')
    }
    return EXIT.ok
  },
}
