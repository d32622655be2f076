"""The address of a database that several PCs share, in the parts that a person knows."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from urllib.parse import parse_qs, quote, unquote, urlsplit

from sakshi_desktop.core.errors import FieldsError

PORT = 5432
PORTS = range(1, 65_536)


class Tls(StrEnum):
    """How the way to the server is guarded, in the words of PostgreSQL."""

    PREFER = "prefer"
    REQUIRE = "require"
    VERIFY = "verify-full"


@dataclass(frozen=True, slots=True)
class Shared:
    """Where a shared PostgreSQL is and who asks for it; never the password.

    Attributes:
        host: a name, a number, or the folder of a socket.
        name: the database.
    """

    host: str
    name: str
    user: str
    port: int = PORT
    tls: Tls = Tls.PREFER

    @property
    def address(self) -> str:
        """Return it as the settings keep it.

        Raises:
            FieldsError: a part is missing or cannot be.
        """
        self._check()
        whole = f"postgresql://{quote(self.user, safe='')}@"
        if self.host.startswith("/"):
            return f"{whole}/{quote(self.name, safe='')}?host={quote(self.host)}&port={self.port}&sslmode={self.tls}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{whole}{host}:{self.port}/{quote(self.name, safe='')}?sslmode={self.tls}"

    @property
    def secret(self) -> str:
        """Return the name under which a vault keeps the password: one for each address."""
        return f"database/{sha256(self.address.encode()).hexdigest()[:32]}"

    def _check(self) -> None:
        wrong = {
            field: f"Enter the {title}."
            for field, title in (("host", "name of the server"), ("name", "name of the database"), ("user", "user"))
            if not getattr(self, field).strip()
        }
        if any(one in self.host for one in " @?#") or ("/" in self.host and not self.host.startswith("/")):
            wrong["host"] = "A server is a name or a number, such as office-pc or 192.168.1.20."
        if self.port not in PORTS:
            wrong["port"] = "A port is a number from 1 to 65535."
        if wrong:
            raise FieldsError(wrong)


def parts(address: str) -> Shared | None:
    """Return the parts of an address of ours, None where it is a file."""
    if not address.startswith("postgres"):
        return None
    found = urlsplit(address)
    said = {key: values[-1] for key, values in parse_qs(found.query).items()}
    tls = said.get("sslmode", "")
    return Shared(
        host=said.get("host") or found.hostname or "",
        name=unquote(found.path.lstrip("/")),
        user=unquote(found.username or ""),
        port=int(said.get("port") or found.port or PORT),
        tls=Tls(tls) if tls in set(Tls) else Tls.PREFER,
    )
