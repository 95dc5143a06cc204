import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { PROVIDER_PROBLEMS } from '../../../electron/engine/ports.ts'
import { createMetrics } from '../../../electron/services/metrics.ts'

const docs = resolve(import.meta.dirname, '../../../docs')

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly annotations: { readonly summary: string }
}

async function rules(): Promise<readonly Rule[]> {
  const file = parse(await readFile(resolve(docs, 'alerts.example.yml'), 'utf8')) as {
    groups: readonly { rules: readonly Rule[] }[] // checked by the tests below
  }
  return file.groups.flatMap(({ rules }) => rules)
}

/** Name and kind of every metric there is. */
async function existing(): Promise<ReadonlyMap<string, string>> {
  const text = await createMetrics({ version: '1', network: 'main' }).text()
  return new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', kind = '']) => [name, kind]))
}

/** The series a rule may ask for. */
function seriesOf(name: string, kind: string): readonly string[] {
  return kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]
}

describe('the example of alert rules', () => {
  it('uses metrics that exist and no others', async () => {
    const series = new Set([...(await existing())].flatMap(([name, kind]) => seriesOf(name, kind)))
    const used = (await rules()).flatMap(({ expr }) => expr.match(/\btidemark_\w+/g) ?? [])
    expect(used.length).toBeGreaterThan(0)
    expect(used.filter((name) => !series.has(name))).toEqual([])
  })

  it('says of each rule what it is about, under a name of its own', async () => {
    const all = await rules()
    expect(new Set(all.map(({ alert }) => alert)).size).toBe(all.length)
    for (const { expr, annotations } of all) {
      expect(expr).toContain('tidemark_')
      expect(annotations.summary).not.toBe('')
    }
  })

  it.each(['provider_errors_total', 'provider_tip_lag_blocks', 'readings', 'scan_height'])(
    'watches %s',
    async (name) => {
      const watching = (await rules()).filter(({ expr }) => expr.includes(`tidemark_${name}`))
      expect(watching).not.toEqual([])
    },
  )

  it('asks for states that readings have, and for a kind of error that providers have', async () => {
    const text = (await rules()).map(({ expr }) => expr).join('\n')
    const metrics = createMetrics({ version: '1', network: 'main' })
    metrics.readings([])
    const states = [...(await metrics.text()).matchAll(/tidemark_readings\{state="(\w+)"\}/g)].map(
      ([, s]) => s,
    )
    const asked = [...text.matchAll(/state=~"([^"]+)"/g)].flatMap(([, alternatives = '']) =>
      alternatives.split('|'),
    )
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((state) => !states.includes(state))).toEqual([])
    const problems = [...text.matchAll(/problem="(\w+)"/g)].map(([, problem]) => problem)
    expect(problems.filter((problem) => !PROVIDER_PROBLEMS.some((known) => known === problem))).toEqual([])
  })
})

describe('the list of metrics', () => {
  it('names every metric with its kind, and none that does not exist', async () => {
    const text = await readFile(resolve(docs, 'metrics.md'), 'utf8')
    const listed = [...text.matchAll(/^\| `(tidemark_\w+)` \| (\w+) \|/gm)].map(
      ([, name = '', kind = '']) => [name, kind],
    )
    expect(new Map(listed.map(([name = '', kind = '']) => [name, kind]))).toEqual(await existing())
  })
})
