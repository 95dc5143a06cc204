/** The status bar: network, own node, what is running with honest progress, tip, providers. Always true. */

import { assertNever } from '../../../shared/assert-never.ts'
import type { ProviderStatus } from '../../../shared/ipc/contract.ts'
import type { NodeStatus } from '../../../shared/node-problem.ts'
import type { FreshnessState } from '../../../shared/reading.ts'
import { useFresh, useHost, useSnapshot } from '../../app-context.ts'
import { FreshnessMark } from '../../components/freshness-mark.tsx'
import { Moved } from '../../components/moved.tsx'
import { clockTime } from '../../format/age.ts'
import { percentOf } from '../../format/progress.ts'
import { t } from '../../i18n/index.ts'
import { providerText } from '../../texts/provider-text.ts'
import { nodeText, scanText, tipText } from '../../texts/status-text.ts'
import { NetworkBadge } from './network-badge.tsx'

/** The bar; while the host cannot be heard, it says as of when it is. */
export function StatusBar() {
  const offline = useSnapshot(({ status }) => status.offline)
  return (
    <footer className="status" aria-label={t('status.label')} data-pane="status" tabIndex={-1}>
      <NetworkBadge />
      <HeardAt />
      {offline && <b className="offline">{t('status.offline')}</b>}
      <NodeState />
      <ScanState />
      <TipState />
      <span className="push" />
      <Providers />
    </footer>
  )
}

/** While the host cannot be heard, the rest of the bar is as of then. */
function HeardAt() {
  const connected = useHost(({ connection }) => connection === 'connected')
  const heardAt = useHost((state) => state.heardAt)
  if (connected || heardAt === null) return null
  return <b>{t('status.heardAt', { time: clockTime(heardAt) })}</b>
}

function NodeState() {
  const node = useSnapshot(({ status }) => status.node)
  const mark = useFresh<FreshnessState>(({ connected }) => (connected ? markOf(node) : 'offline'))
  const text = useFresh(({ status, now }) => nodeText(status, now))
  const fix = node.kind === 'problem' ? t(`nodeFixes.${node.problem}`) : undefined
  return (
    <span className={`fresh ${mark}`} title={fix} data-status="node" data-node={node.kind}>
      <FreshnessMark state={mark} />
      {text}
    </span>
  )
}

function markOf(node: NodeStatus): FreshnessState {
  switch (node.kind) {
    case 'ok':
      return node.initialDownload || node.blocks < node.headers ? 'behind' : 'current'
    case 'problem':
      return node.problem === 'warming_up' || node.problem === 'busy' ? 'behind' : 'offline'
    case 'off':
      return 'offline'
    case 'connecting':
    case 'not_set':
      return 'unknown'
    default:
      return assertNever(node)
  }
}

function ScanState() {
  const scan = useSnapshot(({ status }) => status.scan)
  const text = useSnapshot(({ status }) => scanText(status.scan, status.ledger))
  const share = scan.phase === 'snapshot' || scan.phase === 'waiting' ? scan.snapshotProgress : null
  return (
    <span className="scan" data-status="scan" data-phase={scan.phase}>
      {text}
      {percentOf(share) !== null && <progress max={1} value={share ?? 0} aria-label={t('status.progress')} />}
    </span>
  )
}

function TipState() {
  const text = useFresh(({ status, now }) => tipText(status.tip, status.tipHeardAt, now))
  const height = useSnapshot(({ status }) => status.tip?.height ?? null)
  return (
    <span data-status="tip">
      <Moved value={height}>{text}</Moved>
    </span>
  )
}

function Providers() {
  const providers = useSnapshot(({ status }) => status.providers)
  if (providers.length === 0) return <span data-status="providers">{t('status.noProviders')}</span>
  return providers.map((provider) => <ProviderState key={provider.id} provider={provider} />)
}

function ProviderState({ provider }: { readonly provider: ProviderStatus }) {
  const text = useFresh(({ now }) => providerText(provider, now))
  return (
    <span
      className={provider.state === 'failing' ? 'provider stale' : 'provider'}
      title={provider.url}
      data-provider={provider.id}
    >
      {text}
    </span>
  )
}
