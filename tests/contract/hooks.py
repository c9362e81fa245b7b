"""What schemathesis cannot know by itself: who asks, what there is, and which version of it is in force.

One role is asked for at a time; `walk.py` tells through the environment who it is.
"""

import os
import re
import zlib

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

BASE = os.environ["CONTRACT_BASE"]
USERNAME = os.environ.get("CONTRACT_USERNAME")
PASSWORD = os.environ.get("CONTRACT_PASSWORD")

# These end the session that asks: each gets one of its own.
ENDS_THE_SESSION = {"sign_out", "revoke_session"}

COLLECTION = re.compile(r"^/api/v1/([a-z-]+)(?:/\{([a-z_]+)\}(?:/([a-z-]+)/\{([a-z_]+)\})?)?")

# In which collection a member, or a parameter, points at something.
POINTS_AT = {
    "account": "accounts",
    "employment": "employments",
    "enterprise": "enterprises",
    "grant": "grants",
    "hold": "legal-holds",
    "person": "people",
    "placement": "placements",
    "run": "matching-runs",
    "vacancy": "vacancies",
}

# Where a member, or a parameter, is a division; the demonstration's people and posts are there.
DIVISIONS = ("520526", "440100", "520000", "530627", "520526100")
PLACES = {"area", "division", "workplace", "east", "west", "home", "parent"}


class Session:
    """The token of the session in force; another one once it is over."""

    token = None

    @classmethod
    def fresh(cls):
        sent = {"username": USERNAME, "password": PASSWORD}
        answer = requests.post(f"{BASE}/api/v1/sessions", json=sent, timeout=60)
        answer.raise_for_status()
        return answer.json()["access_token"]

    @classmethod
    def current(cls):
        cls.token = cls.token or cls.fresh()
        return cls.token


if USERNAME:

    @schemathesis.auth(refresh_interval=None)
    class Token:
        def get(self, case, context):
            if not context.operation.definition.raw.get("security"):
                return None
            if context.operation.definition.raw.get("operationId") in ENDS_THE_SESSION:
                return Session.fresh()
            return Session.current()

        def set(self, case, data, context):
            case.headers = case.headers or {}
            case.headers["Authorization"] = f"Bearer {data}"


class Known:
    """What the service has told of: identities by collection, versions by identity."""

    ids = {}
    versions = {}
    has_looked = False

    @classmethod
    def learn(cls, collection, told):
        if isinstance(told, list):
            for one in told:
                cls.learn(collection, one)
        elif isinstance(told, dict):
            if isinstance(told.get("id"), str):
                cls.ids.setdefault(collection, {})[told["id"]] = None
                if isinstance(told.get("version"), int):
                    cls.versions[told["id"]] = told["version"]
            cls.learn(collection, told.get("items"))
            cls.learn("grants", told.get("grants"))

    @classmethod
    def look_around(cls, schema):
        """Reads the first page of every list once, and the jobs of some people."""
        cls.has_looked = True
        headers = {"Authorization": f"Bearer {Session.current()}"}
        read = lambda path: requests.get(f"{BASE}{path}", headers=headers, timeout=60)
        for path, item in schema["paths"].items():
            whole = COLLECTION.match(path)
            if "get" in item and whole and "{" not in path and "." not in path:
                answer = read(path)
                if answer.ok:
                    cls.learn(whole.group(1), answer.json())
        for person in list(cls.ids.get("people", ()))[:20]:
            for part in ("employments", "legal-holds"):
                answer = read(f"/api/v1/people/{person}/{part}")
                if answer.ok:
                    cls.learn(part, answer.json())


class Drawn:
    """Draws by what schemathesis thought of as a whole: the same case is asked the same way again."""

    def __init__(self, case):
        thought_of = repr((case.operation.label, case.path_parameters, case.query, case.body))
        self.seed = zlib.crc32(thought_of.encode("utf-8", "surrogatepass"))

    def number(self):
        self.seed = zlib.crc32(b"next", self.seed)
        return self.seed

    def one_of(self, known, value):
        """One of what is known; what was thought of for one in four, and where nothing is known."""
        known = list(known)
        return known[self.number() % len(known)] if known and self.number() % 4 else value

    def pointed(self, name, value):
        """What a member or parameter of this name may well point at, in the place of a value that nobody knows."""
        collection = POINTS_AT.get(name.removesuffix("_id"))
        if collection:
            return self.one_of(Known.ids.get(collection, ()), value)
        return self.one_of(DIVISIONS, value) if name in PLACES else value

    def point(self, told):
        if isinstance(told, list):
            for one in told:
                self.point(one)
        elif isinstance(told, dict):
            for name, value in told.items():
                if isinstance(value, str):
                    told[name] = self.pointed(name, value)
                else:
                    self.point(value)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Asks about what there is, by the version in force, wherever schemathesis thought of something valid."""
    meta = case.meta
    if meta is None:
        return
    if USERNAME and not Known.has_looked:
        Known.look_around(case.operation.schema.raw_schema)
    drawn = Drawn(case)
    is_valid = lambda place: not meta.is_negative_at(place)
    whole = COLLECTION.match(case.operation.path)
    ids = case.path_parameters or {}
    if whole and is_valid(ParameterLocation.PATH):
        for collection, name in (whole.group(1, 2), whole.group(3, 4)):
            if name in ids:
                ids[name] = drawn.one_of(Known.ids.get(collection, ()), ids[name])
    if case.query and is_valid(ParameterLocation.QUERY):
        # A cursor that nobody gave is refused, whatever else is asked.
        if drawn.number() % 4:
            case.query.pop("cursor", None)
        drawn.point(case.query)
    if is_valid(ParameterLocation.BODY):
        drawn.point(case.body)
    version = Known.versions.get(ids.get(whole and whole.group(2)))
    if version is not None and case.headers and "If-Match" in case.headers and is_valid(ParameterLocation.HEADER):
        case.headers["If-Match"] = f'"v{version}"'


@schemathesis.hook
def after_call(context, case, response):
    """Remembers what it was told, and that a session is over."""
    sent = response.request.headers.get("Authorization", "")
    if response.status_code == 401 and Session.token and sent == f"Bearer {Session.token}":
        Session.token = None
    if response.status_code < 300 and "json" in "".join(response.headers.get("content-type", ())):
        whole = COLLECTION.match(case.operation.path)
        if whole:
            path = case.operation.path.split("/")
            collection = path[-1] if path[-1] in ("employments", "legal-holds") else whole.group(1)
            Known.learn(collection, response.json())
