"""A wing, or the bare client, as a process of its own that begins when it is told to and says what it cost.

Words: wing ADDRESS SECRET_NAME:SECRET ... | raw URL COUNT IN_FLIGHT SECRET
"""

import asyncio
import json
import resource
import sys
import time

from sakshi_desktop.connectors.dialing import Gate
from sakshi_desktop.connectors.webhook import OURS
from sakshi_desktop.core import turns
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import signing
from sakshi_desktop.jobs.wing import Wing
from sakshi_desktop.store.database import Database
from sakshi_desktop.vault.memory_store import MemoryStore

BODY = json.dumps({"type": "order.cancelled", "data": {"filler": "x" * 380}}).encode()


def wing(address, *secrets):
    """Work until the input ends."""
    database, vault = Database.open(address), MemoryStore()
    for text in secrets:
        name, _, secret = text.partition(":")
        vault.set(name, Secret(secret))
    made = Wing(database, vault)
    _begin()
    before = _spent()
    made.start()
    sys.stdin.readline()
    spent = _spent() - before
    made.stop()
    database.dispose()
    print(json.dumps({"processor": spent}), flush=True)


def raw(url, count, in_flight, secret):
    """Send with the bare client: signed, nothing kept."""
    _begin()
    before, start = _spent(), time.monotonic()
    asyncio.run(_send_all(url, int(count), int(in_flight), signing.key(Secret(secret))))
    print(json.dumps({"processor": _spent() - before, "seconds": time.monotonic() - start}), flush=True)


async def _send_all(url, count, in_flight, key):
    import aiohttp

    numbers = iter(range(count))
    connector = aiohttp.TCPConnector(limit=0, resolver=Gate())
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as client:

        async def sender():
            for number in numbers:
                proof = signing.headers(f"msg_{number}", int(time.time()), BODY, [key])
                async with client.post(url, data=BODY, headers={**OURS, **proof}, allow_redirects=False) as answer:
                    await answer.read()

        await asyncio.gather(*(sender() for _ in range(in_flight)))


def _begin():
    turns.settle()  # as `sakshi worker` does
    print("ready", flush=True)
    sys.stdin.readline()


def _spent():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    {"wing": wing, "raw": raw}[sys.argv[1]](*sys.argv[2:])
