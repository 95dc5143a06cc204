/** Something that may change while somebody listens. */
export interface Topic {
  /** Whose it is: what is said of something else is no change of this. */
  readonly about: string
  /** '' where there is nothing to say. */
  readonly text: string
}

/** What is to be told now: texts that changed and say something, topic by topic. */
export function newlySaid(before: readonly Topic[], now: readonly Topic[]): readonly string[] {
  return now
    .filter(({ about, text }, index) => {
      const known = before[index]
      return text !== '' && about === known?.about && text !== known.text
    })
    .map(({ text }) => text)
}
