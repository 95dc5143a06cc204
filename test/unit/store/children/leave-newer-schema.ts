/** Writes a schema version into the log of a database and dies before it reaches the file. */
import { openDatabase } from '../../../../electron/store/open-database.ts'

const [file = '', version = ''] = process.argv.slice(2)
const db = openDatabase(file, { readOnly: false })
db.pragma('wal_autocheckpoint = 0')
db.pragma(`user_version = ${version}`)
process.kill(process.pid, 'SIGKILL')
