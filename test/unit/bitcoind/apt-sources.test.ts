import { describe, expect, it } from 'vitest'
import { debianSource } from '../../../electron/launch/apt-sources.ts'

const one = (name: string, text: string): ReturnType<typeof debianSource> => debianSource([{ name, text }])

describe("the system's Debian source", () => {
  it('is found in a line, with its keyring', () => {
    const text =
      '# deb http://old.example/debian x main\ndeb [arch=amd64 signed-by=/k.gpg] https://m.example/debian trixie main # ours\n'
    expect(one('sources.list', text)).toEqual({ uri: 'https://m.example/debian', signedBy: '/k.gpg' })
  })

  it('is found in a stanza', () => {
    const text =
      'Types: deb\n# a comment\nURIs: http://m.example/debian/\nSuites: trixie\nComponents: main\nSigned-By: /k.pgp\n'
    expect(one('debian.sources', text)).toEqual({ uri: 'http://m.example/debian/', signedBy: '/k.pgp' })
  })

  it('is not one that is turned off, of sources, of security updates or of another distribution', () => {
    const text = [
      'Types: deb\nURIs: http://a.example/debian\nSuites: x\nComponents: main\nEnabled: no',
      'Types: deb-src\nURIs: http://a.example/debian\nSuites: x\nComponents: main',
      'Types: deb\nURIs: http://a.example/debian-security\nSuites: x\nComponents: main',
      'Types: deb\nURIs: http://a.example/ubuntu\nSuites: x\nComponents: main',
    ].join('\n\n')
    expect(one('all.sources', text)).toBeNull()
  })

  it("prefers the archive's own key to a vendor that calls its path debian", () => {
    const files = [
      {
        name: 'a.list',
        text: 'deb [signed-by=/usr/share/keyrings/vendor.gpg] https://v.example/stable/debian trixie main',
      },
      { name: 'b.list', text: 'deb http://m.example/debian trixie main' },
    ]
    expect(debianSource(files)?.uri).toBe('http://m.example/debian')
  })
})
