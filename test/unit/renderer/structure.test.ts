import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const features = fileURLToPath(new URL('../../../renderer/features', import.meta.url))

describe('the features of the window', () => {
  it('never import each other: what they share is in components, texts and stores', () => {
    const crossings: string[] = []
    for (const file of readdirSync(features, { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(file)) continue
      const text = readFileSync(join(features, file), 'utf8')
      for (const [, path = ''] of text.matchAll(/from '(\.\.\/[a-z][\w-]*\/[^']+)'/g))
        crossings.push(`${file}: ${path}`)
      for (const [, path = ''] of text.matchAll(/from '(\.\.\/\.\.\/(?:frame|features)\/[^']+)'/g))
        crossings.push(`${file}: ${path}`)
    }
    expect(crossings).toEqual([])
  })
})
