import type { RestoreCounts, RestorePlan, SettingEffect } from '../../../shared/ipc/backup.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { readTextFile } from '../text-file.ts'
import { UsageError } from '../usage-error.ts'

const MAX_BYTES = 60_000_000

/**
 * `restore FILE [--apply] [--consent] [--edited]`: says what restoring would do, and does it with `--apply`. Its JSON is
 * `RestorePlan`.
 */
export const restoreCommand: Command = {
  access: ({ apply }) => (apply === true ? 'own' : 'read'),
  follow: false,
  setsSettings: true,
  asksNobody: () => true,
  check({ args }) {
    if (args.length !== 1) throw new UsageError('Name the file to restore from.')
  },
  async run({ args, values, request, output }) {
    const text = await readTextFile(args[0] ?? '', MAX_BYTES)
    const consent = values.consent === true
    const plan =
      values.apply === true
        ? await request('backup.restore', { text, consent, edited: values.edited === true })
        : await request('backup.preview', { text, consent })
    if (values.json) output.json(plan)
    else for (const line of planLines(plan)) output.out(line)
    if (!plan.intact)
      output.say('The checksum is wrong: it was edited, or damaged. --edited restores it all the same.')
    if (!plan.applied) output.say('Nothing was changed: --apply does it.')
    return EXIT.ok
  },
}

function planLines({
  madeAt,
  entries,
  labels,
  notes,
  groups,
  settings,
  details,
  more,
}: RestorePlan): readonly string[] {
  return [
    `made ${madeAt}`,
    countLine('entries', entries),
    `labels: ${labels.new} new, ${labels.changed} changed, ${labels.conflicts} replaced, ${labels.same} the same`,
    countLine('notes', notes),
    countLine('groups', groups),
    ...settings.filter(({ effect }) => effect !== 'same').map(settingLine),
    ...details.map(({ what, effect, name, before, after }) => {
      const change = before === null ? (after ?? '') : `${before} -> ${after ?? ''}`
      return `${effect} ${what} ${name ?? '(not readable)'}: ${change}`.replace(/\p{C}/gu, ' ')
    }),
    ...(more ? ['and more'] : []),
  ]
}

function countLine(what: string, { added, changed, kept, refused, same }: RestoreCounts): string {
  return `${what}: ${added} added, ${changed} changed, ${kept} kept as here, ${refused} refused, ${same} the same`
}

const EFFECTS: Readonly<Record<SettingEffect['effect'], string>> = {
  restored: 'restored',
  same: 'the same',
  kept: 'kept as here',
  narrowed: 'restored, but narrower than it was (--consent restores it as it was)',
  consent: 'not restored, or without consent (--consent restores it as it was)',
}

function settingLine({ setting, effect }: SettingEffect): string {
  return `setting ${setting}: ${EFFECTS[effect]}`
}
