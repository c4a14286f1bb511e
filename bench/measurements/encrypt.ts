import { randomBytes } from 'node:crypto'
import { againstEcho } from '../echo/compare-with-echo.ts'
import { encryptRequest } from '../load/requests.ts'
import type { Row } from '../result/row.ts'
import type { Bed } from '../server/bench-server.ts'
import { storeKey } from '../server/store-key.ts'

/** Goal 9: Encrypt of 64 bytes in AES-GCM. */
export const encryptSmall = async (bed: Bed): Promise<Row[]> => {
  const { uniqueIdentifier } = await storeKey(bed.client)
  await bed.client.activate({ uniqueIdentifier })
  const requests = [encryptRequest(uniqueIdentifier, randomBytes(64))]
  const about = { goal: 9, what: 'Encrypt 64 bytes AES-GCM, 16 connections', target: 0.5, connections: 16 }
  return [await againstEcho(bed, requests, about)]
}
