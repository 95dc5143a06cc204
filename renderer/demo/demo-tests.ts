/** Made-up tests of a node and of servers, said as the real ones say it. */
import type { ProviderTestStep, TestStep } from '../../shared/ipc/contract.ts'
import { englishOf, type Said, say, worded } from '../../shared/said.ts'

function held<S extends string>(step: S, text: Said) {
  return { step, ok: true, ...worded(text), fix: null }
}

function missed<S extends string>(step: S, text: Said, fix: Said) {
  return { step, ok: false, ...worded(text), fix: englishOf(fix), fixSaid: fix }
}

/** Port 8332 is a node; nothing listens anywhere else. */
export function nodeTestSteps(url: string): readonly TestStep[] {
  const where = url.replace(/^\w+:\/\//, '')
  const named = held('url', say('node_url_names', { where }))
  if (!url.includes('8332'))
    return [named, missed('connect', say('node_connect_refused', { where }), say('node_fix_unreachable'))]
  const parts = ['/Satoshi:29.0.0/', say('node_rest_on'), say('node_all_blocks'), say('node_filters_synced')]
  return [
    named,
    held('connect', say('node_server_answers', { where })),
    held('auth', say('node_accepts')),
    held('network', say('node_follows', { network: 'main' })),
    held('sync', say('node_blocks', { height: 960_021, headers: 960_021 })),
    held('features', say('node_features', { parts })),
    held('rights', say('node_watch_only')),
  ]
}

/** Nobody knows a name with "nobody" in it. */
export function providerTestSteps(url: string): readonly ProviderTestStep[] {
  const formed = held('url', say('probe_url'))
  if (url.includes('nobody'))
    return [formed, missed('dns', say('probe_dns_unknown'), say('probe_dns_unknown_fix'))]
  const age = say('probe_age_minutes', { count: 4 })
  return [
    formed,
    held('dns', say('probe_name_public', { addresses: ['203.0.113.7'] })),
    held('tcp', say('probe_tcp')),
    held('tls', say('probe_certificate')),
    held('protocol', say('probe_speaks', { name: 'Esplora' })),
    held('network', say('probe_network_proven', { wanted: 'main' })),
    held('tip', say('probe_tip', { height: 960_021, age })),
    held('limits', say('probe_no_limit')),
    held('latency', say('probe_latency', { ms: 180 })),
  ]
}
