import type { Group } from '../../../shared/ipc/groups.ts'
import type { Command, CommandContext } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { type Column, tableLines } from '../table.ts'
import { UsageError } from '../usage-error.ts'
import { watchesNamed } from '../watches-named.ts'
import { amount } from '../words.ts'

const ACTIONS = ['list', 'rename', 'delete', 'order', 'move', 'note'] as const
type Action = (typeof ACTIONS)[number]

/**
 * `groups [list] | rename NAME TO [--merge] | delete NAME [--widen] | order NAME... | move NAME ENTRY... [--widen] | note
 * NAME TEXT`. A move or a deletion after which more servers may be asked needs `--widen`.
 */
export const groupsCommand: Command = {
  access: (_, args) => (actionOf(args) === 'list' ? 'read' : 'own'),
  follow: false,
  setsSettings: true,
  asksNobody: () => true,
  check({ args }) {
    const behind = args.length - 1
    const fits: Readonly<Record<Action, boolean>> = {
      list: behind <= 0,
      rename: behind === 2,
      delete: behind === 1,
      order: behind >= 1,
      move: behind >= 2,
      note: behind === 2,
    }
    if (!fits[actionOf(args)]) throw new UsageError(USAGE)
  },
  run: (context) => RUN[actionOf(context.args)](context),
}

const USAGE =
  'Write it like: groups rename NAME TO, groups delete NAME, groups order NAME..., groups move NAME ENTRY... or groups note NAME TEXT.'

function actionOf([action = 'list']: readonly string[]): Action {
  const found = ACTIONS.find((each) => each === action)
  if (found === undefined) throw new UsageError(USAGE)
  return found
}

const COLUMNS: readonly Column[] = [
  { title: 'GROUP' },
  { title: 'ENTRIES', align: 'right' },
  { title: 'CONFIRMED', align: 'right' },
  { title: 'AS OF BLOCK', align: 'right' },
  { title: 'UNKNOWN', align: 'right' },
  { title: 'LIMIT' },
  { title: 'NOTE' },
]

async function list({ request, values, output }: CommandContext): Promise<number> {
  const groups = await request('groups.list', {})
  if (values.json) output.json(groups)
  else if (groups.length === 0) output.say('Nothing is watched yet.')
  else for (const line of tableLines(COLUMNS, groups.map(rowOf))) output.out(line)
  return EXIT.ok
}

function rowOf({ name, entries, total, limit, note }: Group): readonly string[] {
  const { confirmed, oldestAsOf, unknown } = total
  const asOf = oldestAsOf === null ? '' : String(oldestAsOf.height)
  return [
    name === '' ? '(none)' : name,
    String(entries),
    amount(confirmed),
    asOf,
    String(unknown),
    limit ?? '',
    note,
  ]
}

async function rename({ args, values, request, output }: CommandContext): Promise<number> {
  const [, group = '', to = ''] = args
  const result = await request('groups.rename', { group, to, merge: values.merge === true })
  if (values.json) output.json(result)
  else output.out(`moved ${result.moved}; limit: ${result.limit ?? 'by consent'}`)
  return EXIT.ok
}

async function remove({ args, values, request, output }: CommandContext): Promise<number> {
  const result = await request('groups.delete', { group: args[1] ?? '', widen: values.widen === true })
  if (values.json) output.json(result)
  else output.out(`${result.moved} entries are in no group now`)
  return EXIT.ok
}

async function order({ args, values, request, output }: CommandContext): Promise<number> {
  const groups = await request('groups.order', { groups: args.slice(1) })
  if (values.json) output.json(groups)
  else for (const { name } of groups) output.out(name === '' ? '(none)' : name)
  return EXIT.ok
}

async function move({ args, values, request, output }: CommandContext): Promise<number> {
  const [, group = '', ...entries] = args
  const { watchIds, missing } = watchesNamed(await request('portfolio.list', {}), entries)
  if (missing.length > 0) {
    output.say(`Not watched: argument ${missing.join(', ')}. Nothing was changed.`)
    return EXIT.usage
  }
  const result = await request('portfolio.move', { watchIds, group, widen: values.widen === true })
  if (values.json) output.json(result)
  else output.out(`moved ${result.moved}`)
  return EXIT.ok
}

async function note({ args, values, request, output }: CommandContext): Promise<number> {
  const [, ref = '', text = ''] = args
  const result = await request('note.set', { kind: 'group', ref, text })
  if (values.json) output.json(result)
  else output.out(result.changed ? 'noted' : 'the same as before')
  return EXIT.ok
}

const RUN: Readonly<Record<Action, (context: CommandContext) => Promise<number>>> = {
  list,
  rename,
  delete: remove,
  order,
  move,
  note,
}
