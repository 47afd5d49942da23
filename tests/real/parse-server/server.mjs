// A real Parse Server on loopback, for tests/real/parse-server.sh, with a PostgreSQL of its own.
//
//   node server.mjs FOLDER SMTP-PORT
//
// Mails go to that port of loopback. All data is in FOLDER, which is emptied first. PostgreSQL listens on a
// socket in there and nowhere else; it refuses to run as root, and is then run as the user that Debian's
// package makes for it, who must be able to reach FOLDER. Prints "READY PORT" when all is done; ends on SIGTERM
// or SIGINT, and PostgreSQL with it. One database, and three applications on it, each at a path of its name:
//   /parse     ends sessions when a password is set, keeps unconfirmed addresses and guessers of passwords out
//   /lenient   leaves sessions alone, and tells that nobody has an address
//   /hasty     its links have run out when they arrive, and three requests for them are enough
// Besides them:
//   GET /app   what the authenticator app of the third account shows now, and the recovery codes that were
//              handed out with it: {"code": "123456", "recovery": ["…", "…"]}
import { execFile, spawn } from "node:child_process";
import { createWriteStream, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { resolve } from "node:path";
import nodemailer from "nodemailer";

const run = promisify(execFile);
const folder = resolve(process.argv[2]);
const smtpPort = Number(process.argv[3]);

const PASSWORD = "first-Passw0rd";
const CONFIRMED = ["field@staff.example", "desk@staff.example"];
const WITH_APP = "app@staff.example";
const UNCONFIRMED = "new@staff.example";
const KEYS = { masterKey: "a-fixed-master-key-is-fine-in-a-test", maintenanceKey: "another", restAPIKey: "rest-key" };

// ---- PostgreSQL --------------------------------------------------------------------------------------------
const DEBIAN = "/usr/lib/postgresql";
const OWNER = "postgres";
const newest = () => readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))[0];

function asOwner(program, ...rest) {
  const user = process.getuid() === 0 ? [`--reuid=${OWNER}`, `--regid=${OWNER}`, "--clear-groups"] : [];
  // ends when this process does, however that comes
  return ["setpriv", [...user, "--pdeathsig", "INT", `${DEBIAN}/${newest()}/bin/${program}`, ...rest]];
}

async function startDatabase() {
  await rm(folder, { recursive: true, force: true });
  const owner = process.getuid() === 0 ? [`--owner=${OWNER}`, `--group=${OWNER}`] : [];
  await run("install", ["--directory", "--mode=700", ...owner, folder]);
  process.chdir(folder); // Parse Server makes folders where it stands
  await run(...asOwner("initdb", "--no-sync", "--auth=trust", "--username=parse", "--encoding=UTF8", "--locale=C",
    `--pgdata=${folder}/database`), { cwd: "/" });

  // A database that lives in a test needs no disk that survives a power cut.
  const settings = ["listen_addresses=", `unix_socket_directories=${folder}`, "fsync=off", "full_page_writes=off",
    "synchronous_commit=off", "shared_buffers=16MB", "autovacuum=off"];
  const options = settings.flatMap((one) => ["-c", one]);
  const database = spawn(...asOwner("postgres", "-D", `${folder}/database`, ...options), {
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe"],
  });
  const log = createWriteStream(`${folder}/postgresql.log`);
  await new Promise((ready, failed) => {
    createInterface({ input: database.stderr }).on("line", (line) => {
      log.write(`${line}\n`);
      if (line.includes("ready to accept connections")) ready();
    });
    database.once("exit", () => failed(new Error("PostgreSQL does not start: see its log")));
  });
  return database;
}

function stop(process) {
  return new Promise((over) => process.once("exit", over).kill("SIGINT"));
}

// ---- Parse Server ------------------------------------------------------------------------------------------
const post = nodemailer.createTransport({ host: "127.0.0.1", port: smtpPort, ignoreTLS: true });
const mailer = {
  sendMail: ({ to, subject, text }) => post.sendMail({ from: "accounts@staff.example", to, subject, text }),
};

const minutes = (n) => n * 60;
const APPLICATIONS = {
  parse: {
    verifyUserEmails: true,
    preventLoginWithUnverifiedEmail: true,
    accountLockout: { threshold: 3, duration: 1 },
    passwordPolicy: { resetTokenValidityDuration: minutes(60) },
  },
  lenient: {
    revokeSessionOnPasswordReset: false,
    passwordPolicy: { resetPasswordSuccessOnInvalidEmail: false },
  },
  hasty: {
    passwordPolicy: { resetTokenValidityDuration: 0.001 },
    rateLimit: [
      {
        requestPath: "/requestPasswordReset",
        requestTimeWindow: minutes(10) * 1000,
        requestCount: 3,
        includeInternalRequests: true,
      },
    ],
  },
};

async function startApplication(name, origin, databaseAdapter) {
  const { passwordPolicy, ...options } = APPLICATIONS[name];
  const server = new ParseServer({
    ...KEYS,
    appId: name,
    appName: "Staff",
    serverURL: `${origin}/${name}`,
    publicServerURL: `${origin}/${name}`,
    databaseAdapter,
    filesAdapter: new FileSystemAdapter(), // which then has to be said too
    emailAdapter: mailer,
    auth: { mfa: { options: ["TOTP"], digits: 6, period: 30, algorithm: "SHA1" } },
    passwordPolicy: {
      validatorPattern: "^.{8,}$",
      validationError: "Password must have 8 characters or more.",
      ...passwordPolicy,
    },
    logsFolder: null,
    logLevel: "error",
    ...options,
  });
  await server.start();
  return server.app;
}

async function makeAccount(origin, application, email, more) {
  const response = await fetch(`${origin}/${application}/users`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Parse-Application-Id": application,
      "X-Parse-Master-Key": KEYS.masterKey,
    },
    body: JSON.stringify({ username: email, email, password: PASSWORD, ...more }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${email} was answered ${response.status}: ${answer.error}`);
  return answer;
}

// ---- both --------------------------------------------------------------------------------------------------
const server = createServer();
const listening = new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const starting = startDatabase();
const require = createRequire(import.meta.url);
// Takes as long as PostgreSQL does. By its options alone it would go to a port, not to a socket.
const { FileSystemAdapter, ParseServer } = require("parse-server");
const { PostgresStorageAdapter } = require("parse-server/lib/Adapters/Storage/Postgres/PostgresStorageAdapter.js");
await listening;
const database = await starting;
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, async () => {
    await stop(database);
    process.exit(0);
  });
}

const origin = `http://127.0.0.1:${server.address().port}`;
const express = require("express");
const site = express();
const adapter = new PostgresStorageAdapter({
  uri: "postgres://parse@localhost/postgres",
  databaseOptions: { host: folder },
});
for (const name of Object.keys(APPLICATIONS)) {
  site.use(`/${name}`, await startApplication(name, origin, adapter));
}
server.on("request", site);
for (const email of CONFIRMED) {
  await makeAccount(origin, "lenient", email, { emailVerified: true });
}
const { TOTP, Secret } = require("otpauth");
const secret = new Secret();
const app = new TOTP({ secret });
const { authDataResponse } = await makeAccount(origin, "lenient", WITH_APP, {
  emailVerified: true,
  authData: { mfa: { secret: secret.base32, token: app.generate() } },
});
site.get("/app", (request, response) => {
  response.json({ code: app.generate(), recovery: authDataResponse.mfa.recovery.split(", ") });
});
await makeAccount(origin, "parse", UNCONFIRMED); // which mails a link to confirm it
console.log(`READY ${server.address().port}`);
