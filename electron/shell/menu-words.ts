/** What the native menu says, in each language. What the window names, too, has the same words here. */
import type { MenuTarget } from '../../shared/ipc/contract.ts'
import type { Language } from '../../shared/view.ts'

/** Entries that the system does by itself. Electron names them in English, whatever the language. */
export const MENU_ROLES = [
  'about',
  'services',
  'hide',
  'hideOthers',
  'unhide',
  'quit',
  'close',
  'undo',
  'redo',
  'cut',
  'copy',
  'paste',
  'selectAll',
  'resetZoom',
  'zoomIn',
  'zoomOut',
  'togglefullscreen',
  'minimize',
  'zoom',
  'front',
] as const
export type MenuRole = (typeof MENU_ROLES)[number]

export interface MenuWords {
  readonly menus: Readonly<Record<'file' | 'edit' | 'view' | 'window' | 'help', string>>
  readonly targets: Readonly<Record<MenuTarget, string>>
  readonly roles: Readonly<Record<MenuRole, string>>
}

/** An ellipsis stands where a dialog asks for more. */
export const MENU_WORDS: Readonly<Record<Language, MenuWords>> = {
  en: {
    menus: { file: 'File', edit: 'Edit', view: 'View', window: 'Window', help: 'Help' },
    targets: {
      add: 'Add addresses…',
      import: 'Import…',
      export: 'Export…',
      settings: 'Settings…',
      moment: 'Go to a moment…',
      statement: 'Statement…',
      refresh: 'Refresh everything',
      hide: 'Hide or show amounts',
      palette: 'Commands…',
      shortcuts: 'Keyboard shortcuts',
      about: 'About Tidemark',
      notices: 'Activity',
    },
    roles: {
      about: 'About Tidemark',
      services: 'Services',
      hide: 'Hide Tidemark',
      hideOthers: 'Hide Others',
      unhide: 'Show All',
      quit: 'Quit Tidemark',
      close: 'Close Window',
      undo: 'Undo',
      redo: 'Redo',
      cut: 'Cut',
      copy: 'Copy',
      paste: 'Paste',
      selectAll: 'Select All',
      resetZoom: 'Actual Size',
      zoomIn: 'Zoom In',
      zoomOut: 'Zoom Out',
      togglefullscreen: 'Full Screen',
      minimize: 'Minimize',
      zoom: 'Zoom',
      front: 'Bring All to Front',
    },
  },
  'zh-CN': {
    menus: { file: '文件', edit: '编辑', view: '视图', window: '窗口', help: '帮助' },
    targets: {
      add: '添加地址…',
      import: '导入…',
      export: '导出…',
      settings: '设置…',
      moment: '前往某一时刻…',
      statement: '对账单…',
      refresh: '全部刷新',
      hide: '隐藏或显示金额',
      palette: '命令…',
      shortcuts: '键盘快捷键',
      about: '关于 Tidemark',
      notices: '活动',
    },
    roles: {
      about: '关于 Tidemark',
      services: '服务',
      hide: '隐藏 Tidemark',
      hideOthers: '隐藏其他',
      unhide: '全部显示',
      quit: '退出 Tidemark',
      close: '关闭窗口',
      undo: '撤销',
      redo: '重做',
      cut: '剪切',
      copy: '复制',
      paste: '粘贴',
      selectAll: '全选',
      resetZoom: '实际大小',
      zoomIn: '放大',
      zoomOut: '缩小',
      togglefullscreen: '全屏',
      minimize: '最小化',
      zoom: '缩放',
      front: '全部置于前台',
    },
  },
}
