/** How the own node is doing: what it is, what it has, and what to do where something is wrong. */
import type { NodeStatus } from '../../../shared/node-problem.ts'
import { useFresh, useSnapshot } from '../../app-context.ts'
import { FactList } from '../../components/fact-list.tsx'
import { t } from '../../i18n/index.ts'
import { nodeText } from '../../texts/status-text.ts'
import { agoText, listText } from '../../texts/words.ts'

/** Nothing where no node is set. */
export function NodeHealth() {
  const node = useSnapshot(({ status }) => status.node)
  const text = useFresh(({ status, now }) => nodeText(status, now))
  const heard = useFresh(({ now }) =>
    'answeredAt' in node && node.answeredAt !== null ? agoText(node.answeredAt, now) : null,
  )
  if (node.kind === 'not_set') return null
  return (
    <FactList
      facts={[
        [t('sources.state'), text],
        ...(heard === null ? [] : [[t('sources.lastAnswer'), heard] as const]),
        ...(node.kind === 'problem'
          ? [[t('sources.whatToDo'), t(`nodeFixes.${node.problem}`)] as const]
          : []),
        ...featureFacts(node),
      ]}
    />
  )
}

function featureFacts(node: NodeStatus): readonly (readonly [string, string])[] {
  if (node.kind !== 'ok') return []
  const { subversion, pruned, pruneHeight, rest, blockFilterIndex, zmq } = node.features
  const keeps = !pruned
    ? t('sources.keepsAll')
    : pruneHeight === null
      ? t('sources.keepsSome')
      : t('sources.keepsFrom', { height: pruneHeight })
  const offers = listText([
    blockFilterIndex === 'absent' ? t('sources.noFilters') : t('sources.filters'),
    rest ? 'REST' : '',
    zmq.length > 0 ? 'ZMQ' : '',
  ])
  return [
    [t('sources.program'), subversion.replaceAll('/', '')],
    [t('sources.blocks'), keeps],
    [t('sources.offers'), offers],
    ...(rest ? [] : [['REST', t('sources.noRest')] as const]),
  ]
}
