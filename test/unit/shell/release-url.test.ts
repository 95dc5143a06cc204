import { describe, expect, it } from 'vitest'
import { isReleaseUrl } from '../../../electron/shell/release-url.ts'

describe('what an update is fetched from', () => {
  it.each([
    'https://releases.example/a.yml',
    'http://127.0.0.1:8080/a',
    'http://[::1]/a',
    'http://localhost/a',
  ])('may be %s', (url) => expect(isReleaseUrl(url)).toBe(true))

  it.each([
    'http://releases.example/a.yml',
    'http://127.0.0.1.releases.example/a',
    'http://localhost@releases.example/a',
    'ftp://releases.example/a',
    'file:///etc/passwd',
    'https:',
    '',
  ])('is never %j', (url) => expect(isReleaseUrl(url)).toBe(false))
})
