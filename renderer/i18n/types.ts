/** The keys of the catalogue and what each text wants filled in, seen from the English texts. */
import type { en } from './en/index.ts'

/** The English catalogue as a type. */
export type English = typeof en

/** Pairs of a dotted key and its text. */
type Leaves<T, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? [`${P}${K}`, T[K]] : Leaves<T[K], `${P}${K}.`>
}[keyof T & string]

/** A counted text is named without its plural form. */
type Uncounted<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K

type Texts = { [L in Leaves<English> as Uncounted<L[0]>]: L[1] }

/** A key of the catalogue; counted ones without `_one` and `_other`. */
export type TextKey = keyof Texts

type Blank<P extends string> = P extends `${infer Name}, number`
  ? { readonly [K in Name]: number }
  : { readonly [K in P]: string }

type Blanks<S> = S extends `${string}{{${infer P}}}${infer Rest}` ? Blank<P> & Blanks<Rest> : unknown

type Counted = Leaves<English>[0] extends infer K ? (K extends `${infer Base}_other` ? Base : never) : never

/** What `t` takes after a key: nothing, or exactly what the text wants filled in. */
export type TextArguments<K extends TextKey> = K extends Counted
  ? [Blanks<Texts[K]> & { readonly count: number }]
  : unknown extends Blanks<Texts[K]>
    ? []
    : [Blanks<Texts[K]>]

/** A catalogue of another language: the same keys, any words. Forms for one are left out where it has none. */
export type Translation<T = English> = {
  readonly [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string
    ? string
    : Translation<T[K]>
}
