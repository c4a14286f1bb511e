import { sqliteHarness } from '../contract/sqlite-harness.ts'
import { objectStoreContract } from '../contract.ts'

objectStoreContract('SQLite store', sqliteHarness)
