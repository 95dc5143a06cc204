/** How things are shown, in a small file of its own: losing it loses nothing but looks. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { explorerOf } from '../../shared/explorer.ts'
import { say } from '../../shared/said.ts'
import { DEFAULT_VIEW, LANGUAGE_CHOICES, THEMES, UNITS, type ViewSettings } from '../../shared/view.ts'
import { writeFileAtomically } from './write-file-atomically.ts'

/** The choices of the data folder. */
export interface ViewService {
  get(): Promise<ViewSettings>
  /** Fails with `storage` when the file cannot be written. */
  set(view: ViewSettings): Promise<ViewSettings>
}

/** Each choice falls back on its own, so that a newer file still says what this version knows. */
const stored = z
  .object({
    language: z.enum(LANGUAGE_CHOICES).catch(DEFAULT_VIEW.language),
    theme: z.enum(THEMES).catch(DEFAULT_VIEW.theme),
    unit: z.enum(UNITS).catch(DEFAULT_VIEW.unit),
    hideAmounts: z.boolean().catch(DEFAULT_VIEW.hideAmounts),
    explorer: z
      .string()
      .refine((text) => text === '' || explorerOf(text) !== null)
      .catch(DEFAULT_VIEW.explorer),
  })
  .catch(DEFAULT_VIEW)

/** Reads and writes `view.json` in the data folder. A missing or damaged file means the defaults. `onChange` is told of each change. */
export function createViewService(
  dataDir: string,
  onChange: (view: ViewSettings) => void = () => undefined,
): ViewService {
  const file = join(dataDir, 'view.json')
  return {
    async get() {
      const text = await readFile(file, 'utf8').catch(() => 'null') // not written yet, or not readable: the defaults
      return stored.parse(parseOrNull(text))
    },
    async set(view) {
      try {
        await writeFileAtomically(file, `${JSON.stringify(view, null, 2)}\n`)
      } catch (cause) {
        throw new AppError('storage', say('view_not_saved'), { cause })
      }
      onChange(view)
      return view
    },
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // damaged: the defaults
  }
}
