#!/bin/bash
# Holds every server and provider file of the checkout against the JSON Schemas that backin prints, with a
# validator that was written by others. Prints TAP.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
build=${BUILD:-build}

schemas=$(mktemp -d)
trap 'rm -rf "$schemas"' EXIT
if [ -x "$build/backin" ]; then
  "$build/backin" servers schema >"$schemas/server.json"
  "$build/backin" servers schema --provider >"$schemas/provider.json"
elif [ -x "$build/tests/servers/test_schema" ]; then # a build of one room
  "$build/tests/servers/test_schema" --print server >"$schemas/server.json"
  "$build/tests/servers/test_schema" --print provider >"$schemas/provider.json"
else
  echo "Bail out! build first: make, or make test-servers"
  exit 1
fi

/usr/bin/python3 - "$schemas" <<'PYTHON'
import glob, json, os, re, sys
from jsonschema import Draft202012Validator as Validator

schemas = {}
results = []
for kind in "server", "provider":
    with open(f"{sys.argv[1]}/{kind}.json") as file:
        schemas[kind] = json.load(file)
    Validator.check_schema(schemas[kind])
    results.append((True, f"the schema of a {kind} is one of draft 2020-12", []))


def hold(kind, name, document, good=True):
    errors = [f"{e.json_path}: {e.message[:200]}" for e in Validator(schemas[kind]).iter_errors(document)]
    results.append(((not errors) == good, name, errors or ["the schema lets it pass"]))


for name in sorted(glob.glob("servers.d/*.json") + glob.glob("tests/**/servers.d/*.json", recursive=True)):
    with open(name) as file:
        hold("server", name, json.load(file))
for name in sorted(glob.glob("servers.d/providers/*.json")):
    with open(name) as file:
        hold("provider", name, json.load(file))

# The table of what is tried where names no file that is not there.
with open("tests/scenarios/TABLE.md") as file:
    named = re.findall(r"`([./\w-]+\.(?:scenario|sh|c))`", file.read())
missing = [name for name in named if not os.path.exists(f"tests/scenarios/{name}")]
results.append((bool(named) and not missing, "every test that the table names is there", missing))

# A schema that lets everything pass would pass the above.
server = {"name": "A", "url": "https://a.example"}
request = {"method": "GET", "path": "/"}
hold("server", "a small server", server)
hold("server", "a server that changes one key of its provider",
     server | {"extends": "p", "actions": {"forgot": {"request": {"path": "/other"}, "mail": None}}})
for name, part in {
    "no url": {"url": None},
    "an unknown key": {"nmae": "B"},
    "a wrong word": {"actions": {"forgot": {"disclosure": "hiden"}}},
    "a wrong type": {"email_domains": "a.example"},
    "a wrong pointer": {"errors": {"code": "error"}},
    "a rule without outcome": {"actions": {"probe": {"request": request, "replies": [{"when": {"status": 200}}]}}},
    "a step without request": {"actions": {"probe": [{"step": "one"}]}},
    "two bodies in a step": {"actions": {"probe": [{"request": request | {"form": {}, "json": {}}}]}},
    "an unknown condition": {"actions": {"probe": [{"request": request, "replies": [
        {"when": {"stauts": 200}, "outcome": "ok"}]}]}},
}.items():
    hold("server", f"refused: {name}", server | part, good=False)
hold("provider", "refused: a provider without title", {"actions": {}}, good=False)
hold("provider", "refused: a provider with a name", {"title": "P", "name": "A"}, good=False)

print(f"1..{len(results)}")
failed = False
for number, (good, name, why) in enumerate(results, 1):
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        failed = True
        print("".join(f"# {line}\n" for line in why), end="")
sys.exit(failed)
PYTHON
