import { expect } from 'chai'
import { waitUntil } from '../../support/wait-until.ts'
import type { Tally } from '../tally.ts'
import { commandsOf, delegated, failure, fetched, type Kind, secret } from './kind.ts'
import { destroyKey, type Stage } from './stage.ts'

/** The error must contain the server's Result Message for `1.0 Get`, which the driver wraps in its own words. */
const expectSaid = (error: string, asked: string, resultReason: string, resultMessage: string): void => {
  expect(error).to.include(`KMIP ${asked.split(' ')[1]} response: `)
  expect(error).to.match(new RegExp(`Result Reason \\(\\d+\\): ${resultReason}\\. Result Message: `))
  expect(error.slice(error.indexOf('Result Message: '))).to.equal(`Result Message: ${resultMessage}`)
}

const noObject = 'There is no object with this Unique Identifier.'

const revoke = (
  stage: Stage,
  uniqueIdentifier: string,
  revocationReasonCode: 'CessationOfOperation' | 'KeyCompromise',
) => stage.use((client) => client.revoke({ uniqueIdentifier, revocationReason: { revocationReasonCode } }))

/** Keys that are not there, archived, deactivated, destroyed. */
export const runKeyRefusalChecks = async (stage: Stage, kind: Kind, tally: Tally): Promise<void> => {
  const { createDataKey, encrypt, decrypt } = commandsOf(stage, kind)
  const check = (what: string, work: () => Promise<void>) =>
    tally.check(`MongoDB's driver, ${kind.name}: ${what}`, work)

  await check('the error tells of a key that is not there', async () => {
    const error = await failure(createDataKey(`${kind.name}, unknown`, { keyId: 'no-such-key' }))
    expectSaid(error, kind.wrap, 'Item Not Found', noObject)
  })
  const made = await createDataKey(`${kind.name}, to be refused`)
  const value = await encrypt(made.key)
  const { keyId: uniqueIdentifier } = made.master
  await check("an archived key is refused in the server's words until it is recovered", async () => {
    await stage.use((client) => client.archive({ uniqueIdentifier }))
    const error = await failure(decrypt(value))
    await stage.use((client) => client.recover({ uniqueIdentifier }))
    expectSaid(error, kind.unwrap, 'Object archived', 'The object is archived: recover it first.')
    expect(await decrypt(value)).to.equal(secret)
  })
  await check('a key that is deactivated, even a compromised one, still opens what was sealed with it', async () => {
    for (const reason of ['CessationOfOperation', 'KeyCompromise'] as const) {
      await revoke(stage, uniqueIdentifier, reason)
      expect(await decrypt(value)).to.equal(secret)
    }
  })
  await check("a destroyed key is refused in the server's words", async () => {
    await stage.use((client) => client.destroy({ uniqueIdentifier }))
    expectSaid(await failure(decrypt(value)), kind.unwrap, 'Item Not Found', 'The object is destroyed.')
  })
}

/** What only a key can be refused for that stays in the KMS. */
export const runDelegatedRefusalChecks = async (stage: Stage, tally: Tally): Promise<void> => {
  const { createDataKey } = commandsOf(stage, delegated)
  const check = (what: string, work: () => Promise<void>) =>
    tally.check(`MongoDB's driver, ${delegated.name}: ${what}`, work)

  for (const [state, revocationReasonCode] of [
    ['Deactivated', 'CessationOfOperation'],
    ['Compromised', 'KeyCompromise'],
  ] as const)
    await check(`one that is ${state} protects nothing new, and the error says so`, async () => {
      const { keyId } = (await createDataKey(`to be ${state}`)).master
      await revoke(stage, keyId, revocationReasonCode)
      const error = await failure(createDataKey(`after ${state}`, { keyId }))
      expectSaid(
        error,
        delegated.wrap,
        'Permission Denied',
        `The object is ${state}; it must be Active to be used for Encrypt.`,
      )
    })
  await check('secret data is no such key, and the error says what is', async () => {
    const { keyId } = (await commandsOf(stage, fetched).createDataKey('secret data')).master
    const error = await failure(createDataKey('of secret data', { keyId }))
    const message = 'A symmetric key, a public key or a certificate is required; this is a SecretData.'
    expectSaid(error, delegated.wrap, 'Invalid Field', message)
  })
  await check('data keys move to it from a key that was fetched; no key leaves the KMS from then on', async () => {
    const { createDataKey: createFetched, encrypt, decrypt, rewrap } = commandsOf(stage, fetched)
    const { key, master } = await createFetched('to be moved')
    const value = await encrypt(key)
    const { masters } = await rewrap([key], delegated.given)
    expect(masters.map((each) => each.delegated)).to.deep.equal([true])
    await destroyKey(stage, master.keyId)
    const asked = await stage.asked(async () => expect(await decrypt(value)).to.equal(secret))
    expect(asked).to.deep.equal([`${delegated.unwrap} Success`])
  })
}

/** A server that does not answer, and clients that it does not let in; the driver's own at last. */
export const runAccessChecks = async (stage: Stage, tally: Tally): Promise<void> => {
  const { createDataKey, encrypt, decrypt } = commandsOf(stage, delegated)
  const check = (what: string, work: () => Promise<void>) => tally.check(`MongoDB's driver: ${what}`, work)
  const decryptWithConfiguration = (configuration: string): Promise<unknown> =>
    stage.otherwise(configuration, (driver) => commandsOf({ driver }, delegated).decrypt(value))
  const waitForLog = (what: string): Promise<void> =>
    waitUntil(`"${what}" in the log`, async () => stage.log().includes(what))

  const value = await encrypt((await createDataKey('to be reached')).key)
  await check('a server that does not answer: an error within the time allowed; then it goes on', async () => {
    process.kill(stage.pid, 'SIGSTOP')
    try {
      const begin = Date.now()
      expect(await failure(decrypt(value, 2))).to.include('timed out')
      expect(Date.now() - begin).to.be.within(1500, 10_000)
    } finally {
      process.kill(stage.pid, 'SIGCONT')
    }
    expect(await decrypt(value)).to.equal(secret)
  })
  await check('without a client certificate nobody gets in, and the log says why', async () => {
    const anonymous = stage.configuration.replace(/, "tlsCertificateKeyFile": "[^"]*"/, '')
    expect(anonymous).not.to.equal(stage.configuration)
    expect(await failure(decryptWithConfiguration(anonymous))).to.include('certificate required')
    await waitForLog('the client sent no certificate')
  })
  await check('another client may not use the key, and the error says so', async () => {
    const { configuration } = await stage.connection('another-driver')
    const error = await failure(decryptWithConfiguration(configuration))
    expectSaid(error, delegated.unwrap, 'Permission Denied', 'CN=another-driver may not use Decrypt on this object.')
  })
  await check('a client that is revoked gets in no more, and the log says why', async () => {
    await stage.kmip('client', 'revoke', 'mongodb-driver')
    expect(await failure(decrypt(value))).to.include('KMS connection closed')
    await waitForLog('the client mongodb-driver is revoked')
  })
}
