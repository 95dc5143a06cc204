import { describe, expect, it } from 'vitest'
import { isOwnUrl, START_URL } from '../../../electron/shell/app-url.ts'

describe('the address of our own bundle', () => {
  it.each([START_URL, 'app://bundle/', 'app://bundle/assets/x.js?v=1#settings', 'APP://bundle/x'])(
    'is %s',
    (url) => {
      expect(isOwnUrl(url)).toBe(true)
    },
  )

  it.each([
    'app://bundle.evil.example/',
    'app://other/',
    'app://user@bundle/',
    'app://user:secret@bundle/',
    'app://bundle:80/',
    'apps://bundle/',
    'https://bundle/',
    'file:///app://bundle/',
    'https://evil.example/app://bundle/',
    'javascript:app://bundle/',
    'about:blank',
    'data:text/html,app://bundle/',
    '',
    'app:bundle',
  ])('is not %s', (url) => {
    expect(isOwnUrl(url)).toBe(false)
  })
})
