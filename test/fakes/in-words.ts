/** Made-up words for errors of tests, where the real ones come from the catalogue. */
import { type Said, say } from '../../shared/said.ts'

/** A message that reads as given, in every language. */
export function inWords(text: string): Said {
  return say('probe_one', { first: text })
}
