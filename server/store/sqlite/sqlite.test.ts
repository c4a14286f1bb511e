import { sqliteHarness } from '../contract/sqlite-harness.ts'
import { testObjectStore } from '../contract.ts'

testObjectStore('SQLite store', sqliteHarness)
