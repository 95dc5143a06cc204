/** The catalogue in use. */
import { type Catalogue, en } from './en.ts'

/** The texts, in English until there is a choice. */
export const t: Catalogue = en
