import { noticeText } from '../../../shared/notice-text.ts'
import type { Notice } from '../../../shared/notices.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { limitOption } from '../limit-option.ts'
import { type Column, tableLines } from '../table.ts'
import { UsageError } from '../usage-error.ts'

/**
 * `notices [--limit N] [--before ID]`: what the rules told, newest first, without amounts; a running app is not
 * disturbed, and nothing counts as seen. Its JSON is `NoticePage`, amounts included.
 */
export const noticesCommand: Command = {
  access: () => 'read',
  follow: false,
  check({ args, values }) {
    if (args.length > 0) throw new UsageError('The command "notices" takes no arguments.')
    limitOption(values)
    beforeOf(values.before)
  },
  async run({ request, values, output }) {
    const before = beforeOf(values.before)
    const page = await request('notices.list', {
      limit: limitOption(values),
      ...(before === null ? {} : { before }),
    })
    if (values.json) output.json(page)
    else if (page.notices.length === 0)
      output.say('There are no notices. Rules are set in the app (docs/notices.md).')
    else for (const line of tableLines(COLUMNS, page.notices.map(rowOf))) output.out(line)
    if (page.next !== null && !values.json) output.say(`There are more: --before ${page.next}`)
    return EXIT.ok
  },
}

const COLUMNS: readonly Column[] = [
  { title: 'WHEN' },
  { title: '' },
  { title: 'NOTICE' },
  { title: 'WEBHOOK' },
]

const POSTS = { sent: 'sent', waiting: 'waiting', given_up: 'given up' } as const

function rowOf({ at, body, seen, post }: Notice): readonly string[] {
  const { title, text } = noticeText(body, { language: 'en', amounts: false, names: true })
  const when = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
  const whole = text === '' ? title : `${title}: ${text}`
  return [when, seen ? '' : 'new', whole, post === null ? '' : POSTS[post.state]]
}

function beforeOf(text: string | undefined): number | null {
  if (text === undefined) return null
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new UsageError('--before must be the number that the last page gave.')
  return Number(text)
}
