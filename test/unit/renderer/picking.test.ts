import { describe, expect, it } from 'vitest'
import { startOf } from '../../../renderer/features/scan/rescan-input.ts'
import { movedTo } from '../../../renderer/features/sources/provider-draft.ts'
import { openPage, tellUnsaved } from '../../../renderer/stores/navigate.ts'
import { toggled } from '../../../renderer/stores/picking.ts'
import { createViewStore } from '../../../renderer/stores/view-store.ts'

describe('picking rows', () => {
  it('takes the selected row along with the first that is picked beside it', () => {
    expect([...toggled(new Set(), 1, 3)]).toEqual([1, 3])
    expect([...toggled(new Set(), 3, 3)]).toEqual([3])
    expect([...toggled(new Set(), null, 3)]).toEqual([3])
  })

  it('puts a picked row back', () => {
    expect([...toggled(new Set([1, 3]), 3, 1)]).toEqual([3])
  })
})

describe('dragging a provider', () => {
  it('puts it where it was dropped, and the others close up', () => {
    expect(movedTo(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd'])
    expect(movedTo(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c'])
    expect(movedTo(['a'], 0, 5)).toEqual(['a'])
  })
})

describe('leaving a page', () => {
  it('warns once while something is not saved, and goes the second time', () => {
    const view = createViewStore()
    openPage(view, 'sources')
    tellUnsaved(view, 'Privacy', true)
    openPage(view, 'scan')
    expect(view.getState()).toMatchObject({ page: 'sources', warned: true })
    openPage(view, 'scan')
    expect(view.getState()).toMatchObject({ page: 'scan', warned: false })
  })

  it('takes the warning back when it was saved meanwhile, or something else was changed', () => {
    const view = createViewStore()
    openPage(view, 'sources')
    tellUnsaved(view, 'Privacy', true)
    openPage(view, 'scan')
    tellUnsaved(view, 'Providers', true)
    expect(view.getState().warned).toBe(false)
    tellUnsaved(view, 'Providers', false)
    tellUnsaved(view, 'Privacy', false)
    openPage(view, 'scan')
    expect(view.getState().page).toBe('scan')
  })
})

describe('where the past is read from', () => {
  it.each([
    [{ kind: 'first_possible', date: '', height: '' }, 'first_possible'],
    [{ kind: 'date', date: '2020-02-29', height: '' }, { date: '2020-02-29' }],
    [{ kind: 'date', date: '2008-12-31', height: '' }, null],
    [{ kind: 'height', date: '', height: ' 700,000 ' }, { height: 700_000 }],
    [{ kind: 'height', date: '', height: '-1' }, null],
    [{ kind: 'height', date: '', height: '' }, null],
  ] as const)('%o means %o', (fields, expected) => {
    expect(startOf(fields)).toEqual(expected)
  })
})
