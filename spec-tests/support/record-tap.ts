import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TLS record on its way from the server: content type (RFC 8446 §5.1) and bytes of its fragment. */
export interface TlsRecord {
  readonly type: number
  readonly length: number
}

/** Content type of application data; in TLS 1.3 also of everything else that is encrypted. */
export const applicationData = 23

/** Cuts a TLS stream into records. */
const recordReader = (found: (record: TlsRecord) => void): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt16BE(3)) {
      const length = rest.readUInt16BE(3)
      found({ type: rest.readUInt8(0), length })
      rest = rest.subarray(5 + length)
    }
  }
}

/** A TCP proxy for one connection that notes the TLS records that the server sends. */
export interface RecordTap {
  readonly port: number
  readonly records: readonly TlsRecord[]
  close(): void
}

export const openRecordTap = async (serverPort: number): Promise<RecordTap> => {
  const records: TlsRecord[] = []
  const sockets: Socket[] = []
  const listener = createServer({ allowHalfOpen: true }, (near) => {
    listener.close()
    const far = connect({ port: serverPort, host: '127.0.0.1', allowHalfOpen: true })
    sockets.push(near, far)
    far.on(
      'data',
      recordReader((record) => records.push(record)),
    )
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy()).on('close', () => far.destroy())
    far.on('error', () => near.destroy()).on('close', () => near.end())
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    records,
    close() {
      listener.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
