/** Set-up of the unit and regtest suites: properties draw their cases from `seedOf`, too. */
import { configureGlobal } from 'fast-check'
import { seedOf } from './seed.ts'

configureGlobal({ seed: seedOf('properties') })
