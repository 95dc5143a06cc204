/** The Chinese catalogue, in simplified characters. */
import type { Translation } from '../types.ts'
import { activity, rules } from './activity.ts'
import { chart, crossCheck, pane } from './address.ts'
import {
  callProblems,
  errorAdvice,
  errorTitles,
  importProblems,
  labelRefusals,
  nodeFixes,
  nodeProblems,
  reasons,
  refusals,
  scripts,
  skips,
  steps,
  waiting,
} from './codes.ts'
import { doctor, group, label, output, preview, search, transaction } from './details.ts'
import { errorDetail, exports, imports, labelImport, link, lists, restore, tools } from './exchange.ts'
import { demo, firstRun } from './first-run.ts'
import { app, connection, header, network, notices, startNotices } from './frame.ts'
import { account, commands, pages, scan, sources, states } from './pages.ts'
import { add, empty, nav, picked, remove, rowMenu, table, total } from './portfolio.ts'
import { about, backups, explorer, log, prices, settings, updates, wipe, worth } from './settings.ts'
import { status } from './status.ts'
import { moment, statement } from './time.ts'
import { amount, day, freshness, words } from './words.ts'

export { said } from './said/index.ts'

/** Every text of the English catalogue in Chinese. */
export const zhCN: Translation = {
  app,
  network,
  header,
  connection,
  notices,
  startNotices,
  words,
  day,
  amount,
  freshness,
  nav,
  total,
  table,
  picked,
  rowMenu,
  remove,
  add,
  empty,
  pane,
  crossCheck,
  chart,
  status,
  settings,
  explorer,
  prices,
  log,
  backups,
  updates,
  wipe,
  worth,
  about,
  reasons,
  nodeProblems,
  nodeFixes,
  waiting,
  refusals,
  errorAdvice,
  errorTitles,
  importProblems,
  labelRefusals,
  scripts,
  steps,
  skips,
  callProblems,
  pages,
  states,
  sources,
  scan,
  commands,
  activity,
  rules,
  account,
  firstRun,
  demo,
  doctor,
  group,
  label,
  output,
  preview,
  search,
  transaction,
  moment,
  statement,
  imports,
  labelImport,
  restore,
  exports,
  lists,
  link,
  errorDetail,
  tools,
}
