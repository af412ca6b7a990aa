import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
// The library finds its parts by this, and wants it loaded before itself.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const YEAR_MS = 365 * 86_400_000;
/** A certificate that ends within this time is made anew. */
const RENEW_BEFORE_MS = 30 * 86_400_000;

export interface Certificates {
  caFile: string;
  /** The server's certificate and its key, as PEM. */
  certificate: string;
  key: string;
}

/**
 * The certificate authority and server certificate of the sandbox, made at the first start. The server's is
 * made anew before it ends; the authority stays, so that what trusts it goes on doing so.
 */
export async function certificatesIn(folder: string): Promise<Certificates> {
  const file = (name: string) => join(folder, name);
  const authority = existsSync(file("ca.crt"))
    ? await readAuthority(file("ca.crt"), file("ca.key"))
    : await makeAuthority(file("ca.crt"), file("ca.key"));
  if (!isGood(file("server.crt")))
    await makeServer(authority, file("server.crt"), file("server.key"));
  return {
    caFile: file("ca.crt"),
    certificate: readFileSync(file("server.crt"), "utf8"),
    key: readFileSync(file("server.key"), "utf8"),
  };
}

interface Authority {
  certificate: x509.X509Certificate;
  key: CryptoKey;
}

async function makeAuthority(certificateFile: string, keyFile: string): Promise<Authority> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=Breakwater sandbox authority",
    keys,
    notBefore: new Date(),
    notAfter: new Date(Date.now() + 10 * YEAR_MS),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  await writePair(certificate, keys.privateKey, certificateFile, keyFile);
  return { certificate, key: keys.privateKey };
}

async function readAuthority(certificateFile: string, keyFile: string): Promise<Authority> {
  const [der] = x509.PemConverter.decode(readFileSync(keyFile, "utf8"));
  if (!der)
    throw new Error(`${keyFile} holds no key. Delete the sandbox's data folder to begin anew.`);
  return {
    certificate: new x509.X509Certificate(readFileSync(certificateFile, "utf8")),
    key: await crypto.subtle.importKey("pkcs8", der, ALGORITHM, true, ["sign"]),
  };
}

async function makeServer(
  authority: Authority,
  certificateFile: string,
  keyFile: string,
): Promise<void> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: "CN=localhost",
    issuer: authority.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: authority.key,
    notBefore: new Date(),
    notAfter: new Date(Date.now() + 2 * YEAR_MS),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
        { type: "ip", value: "::1" },
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate),
    ],
  });
  await writePair(certificate, keys.privateKey, certificateFile, keyFile);
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

async function writePair(
  certificate: x509.X509Certificate,
  key: CryptoKey,
  certificateFile: string,
  keyFile: string,
) {
  const der = await crypto.subtle.exportKey("pkcs8", key);
  // The key first: a certificate without its key would be taken for a finished pair.
  writeFileSync(keyFile, x509.PemConverter.encode(der, "PRIVATE KEY"), { mode: 0o600 });
  writeFileSync(certificateFile, `${certificate.toString("pem")}\n`);
}

function isGood(certificateFile: string): boolean {
  if (!existsSync(certificateFile)) return false;
  const { notAfter } = new x509.X509Certificate(readFileSync(certificateFile, "utf8"));
  return notAfter.getTime() - Date.now() > RENEW_BEFORE_MS;
}
