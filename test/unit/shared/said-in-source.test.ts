/** What reaches people has a code: read from the sources themselves, so that a sentence that is added tomorrow counts too. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../../electron/launch/project-root.ts'

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const each of value) yield* nodesOf(each)
  else if (isNode(value)) {
    yield value
    for (const each of Object.values(value)) yield* nodesOf(each)
  }
}

/** Texts of two words and more that stand in an expression as they are. */
function sentencesIn(value: unknown): readonly string[] {
  return [...nodesOf(value)].flatMap((node) => {
    const text =
      node.type === 'Literal' && typeof node['value'] === 'string'
        ? node['value']
        : node.type === 'TemplateElement'
          ? (node['value'] as { readonly raw: string }).raw
          : ''
    return /[a-z]+ [a-z]+/i.test(text) ? [text] : []
  })
}

const nameOf = (node: unknown): string =>
  isNode(node) && typeof node['name'] === 'string' ? node['name'] : ''

/** Where a sentence goes to people without a code. */
export function unsaid(file: string, source: string): readonly string[] {
  return [...nodesOf(parseSync(file, source).program)].flatMap((node) => {
    const isSay = node.type === 'CallExpression' && nameOf(node['callee']) === 'say'
    const isError =
      node.type === 'NewExpression' && /^(App|Node|Provider)Error$|^StepFailed$/.test(nameOf(node['callee']))
    if (!isSay && !isError) return []
    return sentencesIn(node['arguments']).map((text) => `${file}: ${text}`)
  })
}

const read = (folder: string): readonly (readonly [string, string])[] =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^(launch|packaging)\//.test(file))
    .map((file) => [join(folder, file), readFileSync(join(projectRoot, folder, file), 'utf8')])

describe('what the host says to people', () => {
  it('is never a sentence of its own, neither as an error nor in the blanks of a message', () => {
    expect([...read('electron'), ...read('shared')].flatMap(([file, text]) => unsaid(file, text))).toEqual([])
  })

  it('is found where it would be one', () => {
    const lines = [
      "throw new AppError('storage', 'The disk is full.')",
      "throw new NodeError('fault', `the node sent ${n} blocks`)",
      "say('reply_json', { why: 'not a thing' })",
      "say('reply_json', { why: say('reply_not_json') })",
      "throw new RangeError('only the log ever sees this')",
    ]
    expect(unsaid('some.ts', lines.join('\n'))).toEqual([
      'some.ts: The disk is full.',
      'some.ts: the node sent ',
      'some.ts: not a thing',
    ])
  })
})
