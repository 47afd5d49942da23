// A real better-auth on loopback, for tests/real/better-auth.sh. Accounts, sessions and mails live in
// memory and die with the process.
//
//   node server.mjs
//
// Prints "READY PORT" when it listens; ends on SIGTERM or SIGINT. One memory, and two applications on it:
//   /api/auth    as its makers advise, with a limit that no test reaches
//   /api/hasty   what it mails has run out when it arrives, codes for other devices live for seconds, and three
//                sign-ins are enough
// Besides them:
//   GET /outbox?to=EMAIL   the mails, newest first: to, subject, text, code, link, at
//   GET /app?of=EMAIL      what the authenticator app of that account shows now, and the backup codes that were
//                          handed out with it: {"code": "123456", "backup": ["…"]}
import "./globals.mjs";

import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { bearer, deviceAuthorization, emailOTP, twoFactor } from "better-auth/plugins";

// Accounts at the start. The second one has an authenticator app.
const PASSWORD = "first-Passw0rd";
const PLAIN = { name: "Field user", email: "field@staff.example", password: PASSWORD };
const WITH_APP = { name: "Desk user", email: "desk@staff.example", password: PASSWORD };

const outbox = [];
function mail(to, subject, text, rest) {
  outbox.unshift({ to, subject, text, code: null, link: null, at: new Date().toISOString(), ...rest });
}

function mailCode(to, code) {
  mail(to, "Your code", `Hello,\n\nyour code is ${code}. It is good for a few minutes.\n`, { code });
}

const TABLES = ["user", "session", "account", "verification", "twoFactor", "deviceCode"];
const memory = Object.fromEntries(TABLES.map((table) => [table, []]));

const APPLICATIONS = {
  auth: { seconds: { code: 300, link: 3600 }, deviceCodes: "10min", rateLimit: { enabled: false } },
  hasty: {
    seconds: { code: -1, link: -1 },
    deviceCodes: "4s",
    rateLimit: { enabled: true, customRules: { "/sign-in/email": { window: 600, max: 3 } } },
  },
};

function makeAuth(origin, name) {
  const { seconds, deviceCodes, rateLimit } = APPLICATIONS[name];
  return betterAuth({
    baseURL: origin,
    basePath: `/api/${name}`,
    secret: "a-fixed-secret-is-fine-for-a-server-that-lives-in-a-test",
    database: memoryAdapter(memory),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit,
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 8,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: seconds.link,
      sendResetPassword: async ({ user, url }) => {
        mail(
          user.email,
          "Reset your password",
          `Hello,\n\nsomebody asked for a new password for this account. If it was you, open this link:\n\n${url}\n\n` +
            "If it was not you, nothing has changed.\n",
          { link: url },
        );
      },
    },
    plugins: [
      bearer(),
      twoFactor({
        issuer: "backin test",
        otpOptions: { sendOTP: ({ user, otp }) => mailCode(user.email, otp) },
      }),
      emailOTP({
        disableSignUp: true,
        expiresIn: seconds.code,
        sendVerificationOTP: async ({ email, otp }) => mailCode(email, otp),
      }),
      deviceAuthorization({ expiresIn: deviceCodes, interval: "1s" }),
    ],
  });
}

// Signs up, and for the second account turns the authenticator app on, as a person would.
async function makeAccounts(auth) {
  await auth.api.signUpEmail({ body: PLAIN });
  const { token } = await auth.api.signUpEmail({ body: WITH_APP });
  const headers = new Headers({ authorization: `Bearer ${token}` });
  const { totpURI, backupCodes } = await auth.api.enableTwoFactor({ headers, body: { password: WITH_APP.password } });
  const secret = secretOf(totpURI);
  const { code } = await auth.api.generateTOTP({ body: { secret } });
  await auth.api.verifyTOTP({ headers, body: { code } });
  return new Map([[WITH_APP.email, { secret, backupCodes }]]);
}

// The app's secret: base32 in the URI, plain where better-auth computes codes itself.
function secretOf(uri) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const letter of new URL(uri).searchParams.get("secret").replaceAll("=", "")) {
    bits += alphabet.indexOf(letter).toString(2).padStart(5, "0");
  }
  const bytes = bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2));
  return Buffer.from(bytes).toString("utf8");
}

function sendJson(response, value) {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

const handlers = new Map();
let auth;
let apps;
const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://127.0.0.1");
  const application = url.pathname.split("/")[2];
  if (url.pathname === "/outbox") {
    const to = url.searchParams.get("to");
    sendJson(response, outbox.filter((one) => !to || one.to === to));
  } else if (url.pathname === "/app") {
    const { secret, backupCodes } = apps.get(url.searchParams.get("of"));
    const { code } = await auth.api.generateTOTP({ body: { secret } });
    sendJson(response, { code, backup: backupCodes });
  } else {
    (handlers.get(application) ?? handlers.get("auth"))(request, response);
  }
});

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => process.exit(0));
}

server.listen(0, "127.0.0.1", async () => {
  const { port } = server.address();
  for (const name of Object.keys(APPLICATIONS)) {
    const made = makeAuth(`http://127.0.0.1:${port}`, name);
    handlers.set(name, toNodeHandler(made));
    auth ??= made;
  }
  apps = await makeAccounts(auth);
  console.log(`READY ${port}`);
});
