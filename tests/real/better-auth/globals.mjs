// Debian 12's Node 18 does not offer Web Crypto as a global yet, and better-auth expects it. To be
// imported before better-auth is.
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
