"""Makes the world, and lets schemathesis ask about it as everybody in turn. `run` says how it is called."""

import argparse
import concurrent.futures
import csv
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zlib

import requests

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SPEC = ROOT / "api-spec" / "openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")

# Who has which role in `rengang demo`; the two that it has nobody for are made by its administrator.
DEMO = {
    "sysadmin": "admin",
    "province": "guizhou",
    "county_west": "weining",
    "bureau_east": "guangzhou",
    "enterprise": "qiye",
    "worker": "gongren",
}
MADE = {"national": "guojia", "auditor": "shenji"}
ROLES = [*DEMO, *MADE, "anonymous"]

SETTINGS = {
    # Thousands sign in from one address here.
    "RENGANG_SIGN_IN_ATTEMPTS": "1000000",
    "RENGANG_SECOND_FACTOR": "optional",
    "RENGANG_TOKEN_MINUTES": "60",
    "RENGANG_IDLE_MINUTES": "240",
    "RENGANG_OUTBOX": "paused",
    "RENGANG_LOG": "warn",
}


# Every process that was begun here, so that none stays behind.
BEGUN = []


def begin(command, **options):
    BEGUN.append(subprocess.Popen(command, **options))
    return BEGUN[-1]


def stop(*_):
    for process in BEGUN:
        if process.poll() is None:
            process.kill()
    os._exit(143)


class Service:
    """The service on a folder of data, for as long as it is asked."""

    def __init__(self, binary, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.listen = "127.0.0.1:%d" % free.getsockname()[1]
        self.base = f"http://{self.listen}"
        self.log = folder / "service.log"
        environment = os.environ | SETTINGS | {"RENGANG_DATA_DIR": str(folder), "RENGANG_LISTEN": self.listen}
        with self.log.open("w") as log:
            self.process = begin([binary, "serve"], env=environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT)

    def __enter__(self):
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                if requests.get(f"{self.base}/readyz", timeout=5).ok:
                    return self
            except requests.RequestException:
                time.sleep(0.1)
        self.__exit__()
        sys.exit(f"the service does not start:\n{self.log.read_text()}")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def post(self, path, sent, token=None, key=None):
        return self.ask("POST", path, sent, token, key)

    def ask(self, method, path, sent, token=None, key=None):
        headers = {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if key:
            headers["Idempotency-Key"] = key
        answer = requests.request(method, f"{self.base}/api/v1{path}", json=sent, headers=headers, timeout=60)
        if not answer.ok:
            sys.exit(f"{method} {path} answers {answer.status_code}: {answer.text}")
        return answer.json() if answer.content else None

    def sign_in(self, username, password):
        return self.post("/sessions", {"username": username, "password": password})["access_token"]


def world(binary, folder):
    """Plays the demonstration in a folder, and gives everybody an account. Names and passwords by role."""
    demo = [binary, "--data-dir", str(folder), "demo", "--once", "--seekers", "120", "--vacancies", "24", "--seed", "7"]
    said = subprocess.run(demo, cwd=folder.parent, capture_output=True, text=True, check=False)
    if said.returncode:
        sys.exit(f"rengang demo ends with {said.returncode}:\n{said.stdout}\n{said.stderr}")
    rows = re.findall(r"^[│|┆].*$", said.stdout, re.MULTILINE)
    cells = [[cell.strip() for cell in re.split("[│|┆]", row)[1:-1]] for row in rows]
    passwords = {row[1]: row[2] for row in cells if len(row) == 3 and row[1] in DEMO.values() and len(row[2]) == 16}
    missing = set(DEMO.values()) - set(passwords)
    if missing:
        sys.exit(f"rengang demo names no account for {', '.join(sorted(missing))}")
    accounts = {role: (name, passwords[name]) for role, name in DEMO.items()}
    with Service(binary, folder) as service:
        admin = service.sign_in(*accounts["sysadmin"])
        for role, name in MADE.items():
            accounts[role] = (name, made(binary, folder, service, admin, role, name))
        agree(service, accounts["worker"])
    return accounts


def made(binary, folder, service, admin, role, name):
    """Makes an account, confirmed at the machine where it needs a second person, with a password of its own."""
    first, own = (secrets.token_hex(12) for _ in range(2))
    new = {"username": name, "display_name": name, "password": first, "role": role}
    account = service.post("/accounts", new, admin, f"contract-{name}")
    for grant in account["grants"]:
        if grant["state"] != "held":
            environment = os.environ | {"RENGANG_DATA_DIR": str(folder)}
            confirm = [binary, "admin", "confirm-grant", grant["id"]]
            subprocess.run(confirm, env=environment, check=True, capture_output=True)
    change = {"current_password": first, "password": own}
    service.ask("PUT", "/me/password", change, service.sign_in(name, first))
    return own


def agree(service, account):
    """Lets the worker answer to the notice: before, nothing else is answered."""
    token = service.sign_in(*account)
    person = service.ask("GET", "/me", None, token)["person_id"]
    notice = service.ask("GET", "/consent-notice", None, token)
    sent = {"notice_version": notice["version"]} | {one["purpose"]: True for one in notice["items"]}
    service.post(f"/people/{person}/consents", sent, token, "contract-consents")


def operations():
    """Each operation's name, with its permission."""
    paths = json.loads(SPEC.read_text())["paths"].values()
    every = [item[method] for item in paths for method in METHODS if method in item]
    return {one["operationId"]: one["x-permission"] for one in every}


def chosen(role, share):
    """A share of the operations, another one for each role: of those that it may do, and fewer of those that it may not."""
    with (ROOT / "docs" / "permissions.csv").open() as table:
        held = {row["permission"] for row in csv.DictReader(table) if row.get(role) == "yes"} | {"public"}
    shuffled = sorted(operations().items(), key=lambda one: zlib.crc32(one[0].encode()))
    may = [name for name, permission in shuffled if permission in held]
    may_not = [name for name, permission in shuffled if permission not in held]
    place = ROLES.index(role)
    among = lambda names, share: names[place % min(share, len(names)) :: share]
    return among(may, share) + among(may_not, 8 * share)


def walk(binary, template, accounts, role, options):
    """Asks as one role. What schemathesis tells of it, and what it said."""
    folder = template.parent / role
    shutil.copytree(template, folder)
    report = folder / "report.json"
    with Service(binary, folder) as service:
        environment = os.environ | {"CONTRACT_BASE": service.base, "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py")}
        if role in accounts:
            name, password = accounts[role]
            environment |= {"CONTRACT_USERNAME": name, "CONTRACT_PASSWORD": password}
        command = [
            str(pathlib.Path(sys.executable).with_name("st")), "--config-file", str(HERE / "schemathesis.toml"),
            "run", str(SPEC), "--url", service.base, "--seed", str(options.seed), "--no-color",
            "--max-examples", str(options.examples), "--report", "json", "--report-json-path", str(report),
        ]
        if options.share > 1:
            for name in chosen(role, options.share):
                command += ["--include-operation-id", name]
        asking = begin(
            command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        said, _ = asking.communicate()
        alive = service.process.poll() is None
    log = service.log.read_text()
    found = []
    if not alive:
        found.append("the service ended")
    if "panicked" in log:
        found.append("the service panicked")
    told = json.loads(report.read_text()) if report.exists() else {}
    if asking.returncode or not told.get("complete"):
        found.append(f"schemathesis ends with {asking.returncode}")
    if options.keep:
        (options.keep / f"{role}.txt").write_text(said)
        shutil.copy(service.log, options.keep / f"{role}.log")
    return told, found, said, log


def main():
    number = lambda name, default: int(os.environ.get(name, default))
    options = argparse.ArgumentParser()
    options.add_argument("--binary", required=True, type=pathlib.Path)
    options.add_argument("--keep", type=pathlib.Path, help="a folder for what is said")
    options.add_argument("roles", nargs="*", choices=[[], *ROLES], default=[])
    options = options.parse_args()
    told = os.environ.get("SEED", "2020")
    options.seed = secrets.randbelow(2**32) if told == "random" else int(told)
    options.examples = number("EXAMPLES", 50)
    options.share = number("SHARE", 1)
    roles = options.roles or ROLES
    # Told first, so that whatever becomes of the run it can be asked again.
    print(f"SEED={options.seed} EXAMPLES={options.examples} SHARE={options.share} tests/contract/run {' '.join(roles)}", flush=True)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)

    signal.signal(signal.SIGTERM, stop)
    failed = False
    total = 0
    with tempfile.TemporaryDirectory(prefix="rengang-contract.") as folder:
        template = pathlib.Path(folder) / "template"
        template.mkdir()
        binary = options.binary.resolve()
        accounts = world(binary, template)
        one = lambda role: walk(binary, template, accounts, role, options)
        with concurrent.futures.ThreadPoolExecutor(number("ROLES_AT_ONCE", 2)) as pool:
            for role, (told, found, said, log) in zip(roles, pool.map(one, roles)):
                cases = told.get("test_cases", {})
                asked = (told.get("operations") or {}).get("tested", 0)
                total += cases.get("generated", 0)
                print(
                    f"{role:12} {cases.get('generated', 0):7} cases, {asked:4} operations, "
                    f"{cases.get('unique_failures', 0)} findings, {told.get('running_time', 0):.0f} s",
                    flush=True,
                )
                if found:
                    failed = True
                    print(said, log[-4000:], *found, sep="\n", flush=True)
    print(f"{'everybody':12} {total:7} cases, seed {options.seed}, {options.examples} examples, share 1/{options.share}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
