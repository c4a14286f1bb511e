import { randomBytes } from 'node:crypto'
import { compareWithEcho } from '../echo/compare-with-echo.ts'
import { encodeEncrypt, success } from '../load/encode-requests.ts'
import type { Row } from '../result/row.ts'
import { registerKey } from '../server/register-key.ts'
import type { BenchServer } from '../server/start-bench-server.ts'

export const measureEncrypt = async (server: BenchServer): Promise<Row[]> => {
  const { uniqueIdentifier } = await registerKey(server.client)
  await server.client.activate({ uniqueIdentifier })
  const requests = [encodeEncrypt(uniqueIdentifier, randomBytes(64))]
  return await compareWithEcho(server, { requests, expected: success }, [
    { what: 'Encrypt 64 bytes AES-GCM, 16 connections', goal: 0.5, connections: 16, mode: 'persistent' },
  ])
}
