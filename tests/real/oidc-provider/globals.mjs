// What oidc-provider expects of newer versions of Node: Debian 12's Node 18 has no Web Crypto as a global
// yet, and Node 20 no URL.parse. To be imported before oidc-provider is.
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
URL.parse ??= (text, base) => {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
};
