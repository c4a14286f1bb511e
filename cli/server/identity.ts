import { CliError } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { printFields } from '../output.ts'
import { addPlaceOptions, loadServerConfiguration, type PlaceFlags } from './server-place.ts'

interface Flags extends PlaceFlags {
  readonly json?: boolean
}

/** `kmip identity`. */
export const identity: Define = (command, io) => {
  const explain = addPlaceOptions(
    command
      .command('explain')
      .summary('say which principal a client certificate is')
      .description(
        'Says which principal a client certificate is to the server, and by which rule of [identity]; or why it is refused. Does not check dates and revocation.',
      )
      .argument('<certificate>', 'a PEM file: the certificate, then its intermediate authorities'),
  ).option('--json', 'print JSON')
  addExample(explain, 'kmip identity explain payments-db.crt --config /etc/kmip/kmip.toml').action(
    async (path: string, flags: Flags) => {
      const { explainIdentity } = await import('../../server/index.ts')
      const config = await loadServerConfiguration(flags, io)
      const { principal, subject, subjectAltName, publicKey, ...found } = await explainIdentity(config, path)
      const shown = {
        subject,
        ...(subjectAltName !== undefined && { subjectAltName }),
        publicKey,
        ...(principal && { principal: principal.id }),
        ...found,
      }
      if (flags.json) printJson(shown, io)
      else
        printFields(
          {
            Subject: subject,
            ...(subjectAltName !== undefined && { 'Subject Alternative Name': subjectAltName }),
            'Public key': publicKey,
            ...(principal && { Principal: principal.id }),
            ...('rule' in found && { 'Named by': found.rule }),
          },
          io,
        )
      if ('refusal' in found) throw new CliError('denied', `The server refuses it: ${found.refusal}.`)
    },
  )
}
