import { basename, dirname, join } from 'node:path'
import type { Endpoint, KmipConsumer, Step } from './consumer.ts'
import { quoteWord } from './shell.ts'

/** What a consumer uses of the issued files. */
const listUsedFiles = ({ onePem }: KmipConsumer, { ca, cert, key, pem }: Endpoint) =>
  onePem ? { open: [ca], secret: pem } : { open: [ca, cert], secret: key }

const formatMode = (mode: number): string => mode.toString(8).padStart(4, '0')

/**
 * Where the consumer's service finds its files. In the data directory nobody but the server's user may look, so that they are
 * installed elsewhere; in a folder of the administrator's choice they stay, and the key changes hands.
 *
 * @param folder for the installed files; absent if they stay where they were issued
 */
export const placeCredentials = (
  consumer: KmipConsumer,
  issued: Endpoint,
  folder: string | undefined,
): { readonly endpoint: Endpoint; readonly steps: readonly Step[] } => {
  const { user, copiesFiles } = consumer
  if (user === undefined || copiesFiles) return { endpoint: issued, steps: [] }
  const { open, secret } = listUsedFiles(consumer, issued)
  const mode = formatMode(consumer.keyMode)
  const about = `the key is for ${user} alone, mode ${mode}. On another machine, copy the files there first.`
  if (folder === undefined)
    return {
      endpoint: issued,
      steps: [
        {
          place: 'shell',
          format: 'sh',
          purpose: `As root: ${about}`,
          lines: [`chown ${user}: ${quoteWord(secret)}`, `chmod ${mode} ${quoteWord(secret)}`],
        },
      ],
    }
  const place = (path: string): string => join(folder, basename(path))
  const install = (path: string, options: string): string =>
    `install ${options} ${quoteWord(path)} ${quoteWord(place(path))}`
  const { ca, cert, key, pem } = issued
  return {
    endpoint: { ...issued, ca: place(ca), cert: place(cert), key: place(key), pem: place(pem) },
    steps: [
      {
        place: 'shell',
        format: 'sh',
        purpose: `As root: ${about}`,
        lines: [
          `install -d -m 0755 ${quoteWord(dirname(folder))} ${quoteWord(folder)}`,
          ...open.map((path) => install(path, '-m 0644')),
          install(secret, `-o ${user} -m ${mode}`),
        ],
      },
    ],
  }
}
