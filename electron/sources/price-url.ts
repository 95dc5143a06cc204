/** The URL of a question for a price: its placeholders, and the server that it leads to. Loads nothing that asks. */
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'
import { baseOf, parseProviderUrl } from './provider-url.ts'

/** What the placeholders stand for. Without a day, those that name one are left as they are. */
export interface Blanks {
  readonly currency: string
  readonly day?: string
}

/** The newest moment of a UTC day, ms since 1970. */
export function endOfDay(day: string): number {
  return Date.parse(`${day}T23:59:59Z`)
}

/** Fills the placeholders of a URL or a pointer; all values are letters, digits and dashes. */
export function filled(template: string, { currency, day }: Blanks): string {
  const values: Record<string, string> = {
    CURRENCY: currency.toUpperCase(),
    currency: currency.toLowerCase(),
    ...(day === undefined
      ? {}
      : {
          date: day,
          dmy: day.split('-').reverse().join('-'),
          timestamp: String(endOfDay(day) / 1000),
        }),
  }
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  )
}

/**
 * The server and the rest of a price URL. The server goes by the rules of providers: https, or http within the own
 * network or to an onion service. Throws AppError `invalid_input`; the URL is never repeated.
 */
export function splitUrl(text: string): { readonly base: string; readonly path: string } {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null
  const [, origin = ''] = /^(https?:\/\/[^/?#]+)/i.exec(text.trim()) ?? []
  if (url === null || origin === '' || /[{}]/.test(origin) || url.hash !== '')
    throw new AppError('invalid_input', say('price_form'))
  return { base: baseOf(parseProviderUrl(origin)), path: `${url.pathname}${url.search}` }
}
