/** What may come in about labels, portfolios, notes, backups and the search. */
import { z } from 'zod'
import type { BackupRequests } from '../../../shared/ipc/backup.ts'
import type { GroupsRequests } from '../../../shared/ipc/groups.ts'
import type { LabelsRequests } from '../../../shared/ipc/labels.ts'
import type { SearchRequests } from '../../../shared/ipc/search.ts'
import { LABEL_LIMITS, LABEL_TYPES } from '../../../shared/labels.ts'
import { TIERS } from '../../../shared/providers.ts'
import { manyIds } from './rows.ts'

type Own = LabelsRequests & GroupsRequests & BackupRequests & SearchRequests

const MAX_REF = 20_000
const MAX_PAGE = 1_000
const MAX_IDS = 10_000
const MAX_SEARCH = 500

const empty = z.strictObject({})
const group = z.string().max(LABEL_LIMITS.group)
const note = z.string().max(LABEL_LIMITS.note)
/** What was joined by merging is longer than what a person writes at once. */
const joinedNote = z.string().max(100 * LABEL_LIMITS.note)
const tier = z.enum(TIERS).nullable()
const type = z.enum(LABEL_TYPES)
const ref = z.string().min(1).max(MAX_REF)
const limit = z.int().min(1).max(MAX_PAGE)

/** A backup of 200,000 labels has about 40 MB. */
const backupText = z.string().max(60_000_000)
const copyName = z.string().regex(/^own-data[\w.-]{0,100}\.json$/)
const consent = z.boolean().exactOptional()
const edited = z.boolean().exactOptional()

/** The validators of these requests. */
export const labelSchemas = {
  'label.set': z.strictObject({
    type,
    ref,
    origin: z.string().max(1_000).exactOptional(),
    label: z.string().max(LABEL_LIMITS.label).nullable().exactOptional(),
    spendable: z.boolean().nullable().exactOptional(),
  }),
  'label.list': z.strictObject({
    type: type.exactOptional(),
    refs: z.array(ref).max(MAX_PAGE).exactOptional(),
    after: z.int().min(0).exactOptional(),
    limit,
  }),
  'labels.import': z.strictObject({
    text: z.string().max(LABEL_LIMITS.importBytes),
    apply: z.boolean(),
    conflicts: z.enum(['replace', 'keep']).exactOptional(),
  }),
  'labels.export': empty,
  'groups.list': empty,
  'groups.rename': z.strictObject({ group, to: group, merge: z.boolean() }),
  'groups.delete': z.strictObject({ group, widen: z.boolean().exactOptional() }),
  'groups.before': z.strictObject({ group, into: group }),
  'groups.restore': z.strictObject({
    group,
    watchIds: manyIds,
    note: joinedNote,
    limit: tier,
    into: z.strictObject({ name: group, note: joinedNote, limit: tier, watchIds: manyIds }),
    order: z.array(group).max(MAX_IDS),
  }),
  'groups.order': z.strictObject({ groups: z.array(group).max(MAX_IDS) }),
  'portfolio.move': z.strictObject({
    watchIds: manyIds,
    group,
    widen: z.boolean().exactOptional(),
  }),
  'note.set': z.strictObject({
    kind: z.enum(['entry', 'group']),
    ref,
    text: note,
  }),
  'note.list': empty,
  'backup.make': empty,
  'backup.preview': z.union([
    z.strictObject({ text: backupText, consent }),
    z.strictObject({ kept: copyName, consent }),
  ]),
  'backup.restore': z.union([
    z.strictObject({ text: backupText, consent, edited }),
    z.strictObject({ kept: copyName, consent, edited }),
  ]),
  'backup.kept': empty,
  'search.run': z.strictObject({ text: z.string().max(MAX_SEARCH), limit: z.int().min(1).max(200) }),
} satisfies { readonly [K in keyof Own]: z.ZodType<Own[K]['in']> }
