"""A service that people sign in to by OAuth 2.0: an HTTP server with the address where they agree and that of tokens.

``browse`` stands for a person at a browser: it opens an address, agrees, and follows where it is sent.
"""

import base64
import sys
import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from itertools import count
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit
from urllib.request import ProxyHandler, build_opener

from tests.local_server import Answers, LocalServer

CLIENT_ID, CLIENT_SECRET = "sakshi-of-the-test", "c4nary/client secret+"


class _Handler(Answers, BaseHTTPRequestHandler):
    def do_GET(self):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        right = asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        assert right, asked
        assert (asked["client_id"], asked["scope"], asked["tenant"]) == (CLIENT_ID, "sales items", "7")
        self.send_response(302)
        self.send_header("Location", self.there.agree(asked))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        give = self.there.take_back if self.path == "/revoke" else self.there.give
        kind, _, shown = self.headers.get("Authorization", "").partition(" ")
        pair = tuple(map(unquote_plus, base64.b64decode(shown).decode().split(":"))) if kind == "Basic" else None
        status, told = give({name: values[0] for name, values in parse_qs(body).items()}, pair)
        self.answer(status, {"Content-Type": "application/json"}, told)


class Consent(LocalServer):
    """Gives codes for a consent and tokens for codes; every renewal uses the refresh token up, unless told not to.

    Attributes:
        books: the service behind it, which takes the newest access token alone.
        in_form: it takes the secret of the client in the form alone.
        rotates: a renewal uses the refresh token up, and brings another.
        asked: every request for tokens, as its fields.
        answers: statuses with bodies given instead, first come first served.
        extra: more fields of an answer with tokens.
        lasts: seconds of an access token, None where it does not say.
        hold: what an answer waits for before it is given.
        refuses: what the consent is refused with.
        meanwhile: happens once, while a request for tokens waits for its answer.
        given_back: every token that was given back, with what it was said to be.
        issuer: how it calls itself in its answers, None where it does not.
    """

    handler = _Handler

    def __init__(self, books, *, client_secret=CLIENT_SECRET):
        super().__init__()
        self.books, self.client_secret, self.in_form = books, client_secret, False
        self.asked, self.answers, self.extra, self.codes, self.refreshes = [], [], {}, {}, set()
        self.rotates, self.meanwhile = True, None
        self.given_back, self.issuer = [], None
        self.lasts, self.refuses, self.hold = 3_600, None, threading.Event()
        self.hold.set()
        self.entered = threading.Event()
        self._numbers = count(1)

    def __exit__(self, *given):
        self.hold.set()
        super().__exit__(*given)

    def rest(self):
        """Listen no more."""
        self.__exit__()

    @property
    def config(self):
        """The settings with which a house signs in here."""
        return {
            "base_url": self.books.url,
            "items_url": f"{self.books.url}/items",
            "sign_in": "oauth2",
            "oauth_client_id": CLIENT_ID,
            "oauth_authorize_url": f"http://{self.place}/authorize?tenant=7",
            "oauth_token_url": f"http://{self.place}/token",
            "oauth_scope": "sales items",
        }

    @property
    def newest(self):
        """The refresh token that it takes at present."""
        (found,) = self.refreshes
        return found

    def kinds(self):
        """What was asked for, in order."""
        return [fields["grant_type"] for fields in self.asked]

    def agree(self, asked):
        """Return where the browser is sent once a person agreed."""
        back = {"state": asked["state"]} | ({} if self.issuer is None else {"iss": self.issuer})
        if self.refuses:
            back["error"] = self.refuses
        else:
            back["code"] = f"c4nary-code-{next(self._numbers)}"
            self.codes[back["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def give(self, fields, authorization):
        """Return the status and the body for a request of tokens."""
        self.asked.append(fields)
        self.entered.set()
        self.hold.wait(10)
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            happens()
        if self.answers:
            return self.answers.pop(0)
        if (authorization, fields.get("client_id"), fields.get("client_secret")) != self._shown():
            return 401, {"error": "invalid_client"}
        if fields["grant_type"] == "refresh_token":
            good = fields["refresh_token"] in self.refreshes
            if good and not self.rotates:
                return 200, self._access(next(self._numbers))
        else:
            asked = self.codes.pop(fields["code"], {})
            hashed = base64.urlsafe_b64encode(sha256(fields["code_verifier"].encode()).digest()).decode().rstrip("=")
            good = asked.get("code_challenge") == hashed and asked["redirect_uri"] == fields["redirect_uri"]
        return (200, self._tokens()) if good else (400, {"error": "invalid_grant"})

    def take_back(self, fields, authorization):
        """Return the status and the body for a token that is given back."""
        self.given_back.append((fields["token"], fields["token_type_hint"]))
        if self.answers:
            return self.answers.pop(0)
        if (authorization, fields.get("client_id"), fields.get("client_secret")) != self._shown():
            return 401, {"error": "invalid_client"}
        self.refreshes.discard(fields["token"])
        self.books.tokens = set()
        return 200, None

    def _shown(self):
        """What a client shows: the pair in a header, its id and its secret in the form; never more than it needs."""
        if self.client_secret is None:
            return None, CLIENT_ID, None
        if self.in_form:
            return None, CLIENT_ID, self.client_secret
        return (CLIENT_ID, self.client_secret), None, None

    def _tokens(self):
        number = next(self._numbers)
        refresh = f"c4nary-refresh-{number}"
        self.refreshes = {refresh}
        return {**self._access(number), "refresh_token": refresh}

    def _access(self, number):
        access = f"c4nary-access-{number}"
        self.books.tokens = {access}
        lasts = {} if self.lasts is None else {"expires_in": self.lasts}
        return {"access_token": access, "token_type": "Bearer", **lasts, **self.extra}


def browse(url):
    """Open an address as a person would, agree, and return the page at the end of it."""
    with build_opener(ProxyHandler({})).open(url, timeout=10) as page:  # it logs nothing, unlike other clients
        return page.read().decode()


if __name__ == "__main__":  # the browser of a program that is run on its own
    browse(sys.argv[1])
