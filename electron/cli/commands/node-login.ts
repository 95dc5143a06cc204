import { writeFile } from 'node:fs/promises'
import { NODE_USER } from '../../../shared/ipc/node-login.ts'
import { makeReadOnlyLogin } from '../../sources/bitcoind/read-only-login.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { UsageError } from '../usage-error.ts'

const USER = 'tidemark'

/** `node-login FILE [USER]`: lines for bitcoin.conf on stdout; the password goes into a new file, and nowhere else. */
export const nodeLoginCommand: Command = {
  access: () => 'read',
  follow: false,
  asksNobody: () => true,
  check({ args: [file, user = USER, ...rest] }) {
    if (file === undefined || file === '' || rest.length > 0)
      throw new UsageError('Name the file that is to hold the password: node-login FILE [USER].')
    if (!NODE_USER.test(user))
      throw new UsageError('The user must be of letters, digits, "_", "." and "-", at most 64.')
  },
  async run({ args: [file = '', user = USER], values, output }) {
    const { password, lines } = makeReadOnlyLogin(user)
    await writeNew(file, `${password}\n`)
    if (values.json) output.json({ user, lines })
    else for (const line of lines) output.out(line)
    output.say(
      'Put these lines into bitcoin.conf and start the node anew. The last one is to be left out where rpcwhitelist is ' +
        `in use already. Then: --node-user ${user} --node-password-file ${file}`,
    )
    return EXIT.ok
  },
}

/** For its owner alone; a file that is there already is left as it is. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException // writeFile throws system errors
    if (code === 'EEXIST') throw new UsageError('That file is there already: name a new one.')
    throw new UsageError(`The file cannot be written (${code ?? 'unknown'}).`)
  }
}
