import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AnsweringServer, answer, answeringServer, certificates } from './answering-server.ts'
import { editAnswer, longItem } from './edited-answer.ts'

/** A server of KMIP 2.1 that gives Rotate Interval as a Long Integer, whatever attributes are asked for, as Cosmian's KMS 5.26 does. */
export const oddServer = (): Promise<AnsweringServer> =>
  answeringServer((request) => {
    const [{ operation } = { operation: undefined }] = request.batchItem
    if (operation === 'DiscoverVersions') {
      const protocolVersion = [{ protocolVersionMajor: 2, protocolVersionMinor: 1 }]
      return answer(request, { operation, resultStatus: 'Success', responsePayload: { protocolVersion } })
    }
    const attributes = [
      { attribute: 'State', value: 'Active' },
      { attribute: 'RotateInterval', value: 86_400 },
    ]
    const responsePayload = { uniqueIdentifier: 'k', attributes }
    return editAnswer(
      answer(request, { operation, resultStatus: 'Success', responsePayload }),
      ['BatchItem', 'ResponsePayload', 'Attributes', 'RotateInterval'],
      () => longItem('RotateInterval', 86_400n),
    )
  })

/** Writes the certificates for a client of the server into files of a folder; returns their paths. */
export const writeCertificates = async (folder: string): Promise<{ ca: string; cert: string; key: string }> => {
  const { ca, client } = certificates()
  const paths = { ca: join(folder, 'ca.crt'), cert: join(folder, 'client.crt'), key: join(folder, 'client.key') }
  await writeFile(paths.ca, ca)
  await writeFile(paths.cert, client.cert)
  await writeFile(paths.key, client.key, { mode: 0o600 })
  return paths
}
