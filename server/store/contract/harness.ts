import type { ChildProcess } from 'node:child_process'
import type { ObjectStore } from '../store.ts'

/** One place where objects are kept, empty at first. */
export interface StorePlace {
  /** Opens it; again after `close`, as after a restart. */
  open(): Promise<ObjectStore>
  /**
   * A process that opens the place and commits without end, as {@link writeForEver} does, with its acknowledgements on
   * standard output.
   */
  startWriter(): ChildProcess
  remove(): Promise<void>
}

export interface StoreHarness {
  createPlace(): Promise<StorePlace>
}
