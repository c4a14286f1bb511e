import { connect, createServer } from 'node:net'

/** Listens on a TCP port of this machine, and passes what comes on to a Unix socket. */
export const forwardToSocket = async (path: string): Promise<AsyncDisposable & { readonly port: number }> => {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ path, allowHalfOpen: true })
    client.pipe(upstream).pipe(client)
    // An answer that is on its way still arrives: only the direction that failed ends.
    client.on('error', () => upstream.end())
    upstream.on('error', () => client.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
      }),
  }
}
