import { mkdir } from 'node:fs/promises'
import { type ApiKeyInfo, createApiKeys } from '../../services/api-keys.ts'
import type { Command, CommandContext } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { tableLines } from '../table.ts'
import { UsageError } from '../usage-error.ts'

const ACTIONS = ['create', 'list', 'revoke'] as const
type Action = (typeof ACTIONS)[number]

/** `api-key create LABEL | list | revoke ID`: keys for programs that read a served Tidemark. Works beside it. */
export const apiKeyCommand: Command = {
  access: () => 'read',
  follow: false,
  check({ args }) {
    const [action, name, ...rest] = args
    if (!isAction(action))
      throw new UsageError('Say what to do: api-key create LABEL, api-key list or api-key revoke ID.')
    const named = action !== 'list'
    if (named !== (name !== undefined) || rest.length > 0) {
      throw new UsageError(
        named ? `api-key ${action} takes one word behind it.` : 'api-key list takes nothing behind it.',
      )
    }
  },
  async run(context) {
    const [action, name = ''] = context.args
    await mkdir(context.host.dataDir, { recursive: true, mode: 0o700 })
    if (action === 'create') return create(context, name)
    return action === 'revoke' ? revoke(context, name) : list(context)
  },
}

function isAction(text: string | undefined): text is Action {
  return ACTIONS.some((action) => action === text)
}

/** The key itself goes to stdout, this once. */
async function create({ host, values, output }: CommandContext, label: string): Promise<number> {
  const made = await createApiKeys(host.dataDir).create(label)
  if (values.json) output.json(made)
  else output.out(made.key)
  output.say('This is the only time the key is shown. Send it as "Authorization: Bearer KEY".')
  return EXIT.ok
}

async function list({ host, values, output }: CommandContext): Promise<number> {
  const keys = await createApiKeys(host.dataDir).list()
  if (values.json) output.json(keys)
  else if (keys.length === 0) output.say('There are no keys.')
  else for (const line of linesOf(keys)) output.out(line)
  return EXIT.ok
}

async function revoke({ host, output }: CommandContext, id: string): Promise<number> {
  if (await createApiKeys(host.dataDir).revoke(id)) {
    output.say(`Key ${id} no longer opens anything.`)
    return EXIT.ok
  }
  output.say('There is no key with that ID.')
  return EXIT.usage
}

function linesOf(keys: readonly ApiKeyInfo[]): readonly string[] {
  const rows = keys.map(({ id, createdAt, label }) => [
    id,
    new Date(createdAt).toISOString().slice(0, 10),
    label,
  ])
  return tableLines([{ title: 'ID' }, { title: 'CREATED' }, { title: 'LABEL' }], rows)
}
