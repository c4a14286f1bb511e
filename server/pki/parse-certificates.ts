import { X509Certificate } from 'node:crypto'

/** Parses the certificates of a PEM file. */
export const parseCertificates = (pem: Buffer): X509Certificate[] =>
  (pem.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (each) => new X509Certificate(each),
  )
