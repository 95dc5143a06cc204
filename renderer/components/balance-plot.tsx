/** The balance over time, drawn by uPlot as steps: it stays until it moves, and is left out where it is not known. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import Plot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { SATS_PER_BTC } from '../../shared/amounts.ts'
import type { SeriesPoint } from '../../shared/ipc/time.ts'
import { useApp, usePrefs } from '../app-context.ts'
import { spokenAmount } from '../format/amount.ts'
import { axisAmounts, axisDays, axisMonths } from '../format/axis.ts'
import { zonedDay } from '../format/zoned.ts'
import { t, useLanguage } from '../i18n/index.ts'
import type { PrefsStore } from '../stores/prefs-store.ts'
import { spokenText } from '../texts/amount-text.ts'
import { Amount } from './amount.tsx'

const HEIGHT = 140
const AXIS_FONT = '11px "Inter Variable", sans-serif'
/** How far a key goes along the points. */
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -4, PageDown: 4 }

interface BalancePlotProps {
  readonly points: readonly SeriesPoint[]
  /** That the days are told in. */
  readonly zone: string
  /** What it shows, for who cannot see it. */
  readonly label: string
  /** What the last point is called: it is not over. */
  readonly end: string
  /** What a point stands for. */
  readonly unit: 'day' | 'week' | 'month'
}

/** The points, read off with the pointer or, with the keyboard, as a slider. Below it stands the one that is read. */
export function BalancePlot({ points, zone, label, end, unit: step }: BalancePlotProps) {
  const unit = usePrefs((prefs) => prefs.unit)
  const [chosen, setAt] = useState<number | null>(null)
  const at = Math.min(chosen ?? points.length, points.length - 1)
  const { box, plot } = usePlot(points, step, setAt)
  const point = points[at]
  const onKey = (event: KeyboardEvent): void => {
    const next = nextPlace(event.key, at, points.length - 1)
    if (next === null) return
    event.preventDefault()
    setAt(next)
    const { start } = points[next] ?? { start: 0 }
    plot.current?.setCursor({ left: plot.current.valToPos(start / 1_000, 'x'), top: 0 }, false)
  }
  const value = point?.value ?? null
  const when =
    at === points.length - 1 ? end : t(`chart.from.${step}`, { day: zonedDay(point?.start ?? 0, zone) })
  const spoken = value === null ? t('words.unknownSpoken') : spokenText(spokenAmount(value, unit))
  return (
    <figure className="chart">
      <div
        ref={box}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={points.length - 1}
        aria-valuenow={at}
        aria-valuetext={point ? `${when}: ${spoken}` : spoken}
        onKeyDown={onKey}
      />
      {point && (
        <figcaption>
          <span>{when}</span>
          <Amount sats={point.value} withUnit />
        </figcaption>
      )}
    </figure>
  )
}

function nextPlace(key: string, at: number, last: number): number | null {
  if (key === 'Home') return 0
  if (key === 'End') return last
  const step = STEPS[key]
  return step === undefined ? null : Math.max(0, Math.min(last, at + step))
}

/** Draws into `box`, anew with other points, another unit or language; in other colours and sizes as they change. */
function usePlot(
  points: readonly SeriesPoint[],
  step: BalancePlotProps['unit'],
  onAt: (index: number) => void,
) {
  const unit = usePrefs((prefs) => prefs.unit)
  const { prefs } = useApp()
  const language = useLanguage()
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot | null>(null)
  useEffect(() => {
    const place = box.current
    if (!place) return undefined
    const amounts = axisAmounts(unit, language)
    const months = step === 'day' ? axisDays(language) : axisMonths(language)
    const drawn = new Plot(optionsOf(place, { amounts, months, onAt }), dataOf(points), place)
    plot.current = drawn
    const unfollow = followLooks(place, drawn, prefs)
    return () => {
      unfollow()
      drawn.destroy()
      plot.current = null
    }
  }, [points, step, unit, language, onAt, prefs])
  return { box, plot }
}

/** Seconds since 1970, and satoshis. */
function dataOf(points: readonly SeriesPoint[]): Plot.AlignedData {
  return [points.map(({ start }) => start / 1_000), points.map(({ value }) => value)]
}

interface Marks {
  readonly amounts: (sats: number) => string
  readonly months: (seconds: number) => string
  readonly onAt: (index: number) => void
}

function optionsOf(place: HTMLElement, { amounts, months, onAt }: Marks): Plot.Options {
  const colour = (name: 'color' | 'borderTopColor' | 'caretColor') => (): string =>
    getComputedStyle(place)[name]
  const stepped = Plot.paths.stepped?.({ align: 1 })
  const axis = { font: AXIS_FONT, stroke: colour('color'), ticks: { show: false } }
  const grid = { stroke: colour('borderTopColor'), width: 1 }
  return {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false, setScale: false } },
    scales: { y: { range: (_, _least, most) => [0, (most > 0 ? most : SATS_PER_BTC) * 1.05] } },
    series: [
      {},
      {
        stroke: colour('caretColor'),
        width: 1.5,
        points: { show: false },
        ...(stepped && { paths: stepped }),
      },
    ],
    axes: [
      { ...axis, grid: { show: false }, size: 24, space: 48, values: (_, all) => all.map(months) },
      { ...axis, grid, size: widthOf, space: 32, values: (_, all) => all.map(amounts) },
    ],
    hooks: {
      setCursor: [
        ({ cursor }) => {
          if (typeof cursor.idx === 'number') onAt(cursor.idx)
        },
      ],
    },
  }
}

/** The room for amounts: those of few satoshis have many digits. CSS pixels. */
function widthOf(_: Plot, amounts: readonly string[] | null): number {
  const longest = Math.max(0, ...(amounts ?? []).map(({ length }) => length))
  return Math.max(48, 14 + longest * 6.5)
}

/** The canvas knows nothing of style sheets: it is drawn again when colours change, and stretched with its place. */
function followLooks(place: HTMLElement, plot: Plot, prefs: PrefsStore): () => void {
  const stopped = new AbortController()
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
    matchMedia(query).addEventListener('change', () => plot.redraw(false), { signal: stopped.signal })
  const unsubscribe = prefs.subscribe(() => plot.redraw(false)) // the page has its theme by then
  const sizes = new ResizeObserver(() => {
    if (place.clientWidth > 0 && place.clientWidth !== plot.width)
      plot.setSize({ width: place.clientWidth, height: HEIGHT })
  })
  sizes.observe(place)
  return () => {
    stopped.abort()
    unsubscribe()
    sizes.disconnect()
  }
}
