/** Requests about labels, portfolios, notes, backups and the search, answered by their services. */
import type { BackupRequests } from '../../../shared/ipc/backup.ts'
import type { GroupsRequests } from '../../../shared/ipc/groups.ts'
import type { LabelsRequests } from '../../../shared/ipc/labels.ts'
import type { SearchRequests } from '../../../shared/ipc/search.ts'
import type { BackupService } from '../../services/backup-service.ts'
import type { GroupService } from '../../services/group-service.ts'
import type { LabelService } from '../../services/label-service.ts'
import type { SearchService } from '../../services/search-service.ts'
import type { Handlers } from '../router-types.ts'

/** The person's own words, and what is done with them. */
export interface LabelServices {
  readonly labels: LabelService
  readonly groups: GroupService
  readonly backup: BackupService
  readonly search: SearchService
}

type Own = keyof (LabelsRequests & GroupsRequests & BackupRequests & SearchRequests)

/** Builds the handlers. */
export function labelHandlers({ labels, groups, backup, search }: LabelServices): Pick<Handlers, Own> {
  return {
    'label.set': (change) => labels.set(change),
    'label.list': async (query) => labels.list(query),
    'labels.import': (request, signal) => labels.import(request, signal),
    'labels.export': (_, signal) => labels.export(signal),
    'groups.list': async () => groups.list(),
    'groups.rename': (request) => groups.rename(request),
    'groups.delete': (request) => groups.delete(request),
    'groups.before': async (request) => groups.before(request),
    'groups.restore': (before) => groups.restore(before),
    'groups.order': ({ groups: names }) => groups.order(names),
    'portfolio.move': (request) => groups.move(request),
    'note.set': async (note) => ({ changed: await groups.setNote(note) }),
    'note.list': async () => groups.notes(),
    'backup.make': (_, signal) => backup.make(signal),
    'backup.preview': (request, signal) => backup.preview(request, signal),
    'backup.restore': (request, signal) => backup.restore(request, signal),
    'backup.kept': () => backup.kept(),
    'search.run': (request, signal) => search.run(request, signal),
  }
}
