/**
 * The licences of everything that is packed, as a module of the build: read from node_modules, without a network. What is
 * only used to build or to test is left out, by the list below.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** A package as the about section shows it. */
export interface PackedLicence {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly text: string
}

const NAME = 'virtual:licences'
const MAX_TEXT = 30_000
/** Of the development packages, these build and test and are no part of the app. */
const TOOLS =
  /^(@axe-core|@biomejs|@electron|@types|@vitejs|assemblyscript|bitcoinjs-lib|electron-builder|fast-check|node$|oxlint|playwright|typescript|vite)/

/** All packages that the app is made of and what they need in turn, by name. */
export function packedLicences(root: string): readonly PackedLicence[] {
  const own = packageOf(join(root, 'package.json'))
  const first = [...Object.keys(own.dependencies), ...Object.keys(own.devDependencies)]
  const found = new Map<string, PackedLicence>()
  const visit = (name: string): void => {
    const folder = join(root, 'node_modules', name)
    if (found.has(name) || !existsSync(join(folder, 'package.json'))) return
    const { version, license, dependencies } = packageOf(join(folder, 'package.json'))
    found.set(name, { name, version, licence: license, text: textIn(folder) })
    for (const next of Object.keys(dependencies)) visit(next)
  }
  for (const name of first) if (!TOOLS.test(name)) visit(name)
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Gives the list to the interface. */
export function licencesPlugin(root: string): Plugin {
  return {
    name: 'tidemark-licences',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load: (id) =>
      id === `\0${NAME}` ? `export const licences = ${JSON.stringify(packedLicences(root))}` : null,
  }
}

interface PackageFile {
  readonly version: string
  readonly license: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

function packageOf(file: string): PackageFile {
  const { version, license, dependencies, devDependencies } = JSON.parse(
    readFileSync(file, 'utf8'),
  ) as Partial<PackageFile> // npm's own file; what is missing is filled in below
  return {
    version: version ?? '',
    license: typeof license === 'string' ? license : '',
    dependencies: dependencies ?? {},
    devDependencies: devDependencies ?? {},
  }
}

function textIn(folder: string): string {
  const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(file))
  return name === undefined ? '' : readFileSync(join(folder, name), 'utf8').slice(0, MAX_TEXT)
}
