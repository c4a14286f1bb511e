import type { OperationName } from '../../../codec/index.ts'

/** The values in the configuration of a consumer that speaks KMIP. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  /** Paths of PEM files. */
  readonly ca: string
  readonly cert: string
  readonly key: string
  /** Certificate and key in one file. */
  readonly pem: string
  /** Name of the client. */
  readonly name: string
}

/** How a block is written: decides what a comment in it looks like. */
export type Format = 'sh' | 'sql' | 'ini' | 'toml' | 'yaml' | 'python'

/** A block to paste, and where. */
export interface Step {
  /** Where it goes: a shell, a program, or a configuration file. */
  readonly place: string
  readonly format: Format
  /** What it does, as whom, and what to do afterwards. A comment above the block. */
  readonly purpose: string
  readonly lines: readonly string[]
}

interface Declaration {
  readonly summary: string
}

/** A database or program that speaks KMIP. */
export interface KmipConsumer extends Declaration {
  readonly kind: 'kmip'
  /**
   * The operations that it sends to the server, from its traces, its source or its documentation (see docs/compatibility.md), and
   * those of its steps. Its client may use no others. `all`: it decides by itself, as a library does, or they are not known.
   */
  readonly operations: readonly OperationName[] | 'all'
  /** Finds its keys by name, so that another key of that name would be used for old data: names stay with their keys. */
  readonly findsByName?: true
  /** The user of its service, who must be able to read the key. Absent if it runs as whoever starts it. */
  readonly user?: string
  /** Expects certificate and key in one file. */
  readonly onePem?: boolean
  /** Its own steps copy the files to where it expects them. */
  readonly copiesFiles?: boolean
  /** Mode of the file with the key. */
  readonly keyMode: number
  readonly steps: (endpoint: Endpoint) => readonly Step[]
}

/** What a consumer may ask the agent for, through its socket. */
export interface AgentAccess {
  readonly keys: readonly string[]
  readonly secrets: readonly string[]
  readonly operations: readonly string[]
  /** The group that may use the socket; absent for root. */
  readonly group?: string
}

/** A database or program with a hook for a key or passphrase, which asks the agent. It needs no certificate. */
export interface AgentConsumer extends Declaration {
  readonly kind: 'agent'
  readonly access: AgentAccess
  /** Shell lines that make its secrets, once. */
  readonly secretLines: readonly string[]
  readonly steps: readonly Step[]
}

export type Consumer = KmipConsumer | AgentConsumer
