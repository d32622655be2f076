"""The peers: each queue delivers the same signed requests, in the environment of the peers.

Words: NAME URL COUNT IN_FLIGHT STORE ["latency"]; it says "ready" when all is enqueued, begins at the next line, ends
by itself when the receiver has all, and says what it cost.
"""

import base64
import hashlib
import hmac
import json
import resource
import sys
import threading
import time
import urllib.parse

import urllib3

BODY = json.dumps({"type": "order.cancelled", "data": {"filler": "x" * 380}}).encode()
KEY = b"k" * 32
POOL = urllib3.PoolManager(maxsize=256, block=False, retries=False)
DONE = threading.Semaphore(0)


def headers(name):
    """Return the headers of a signed request."""
    stamp = str(int(time.time()))
    signed = f"{name}.{stamp}.".encode() + BODY
    proof = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    return {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{proof}",
    }


def deliver(url, name):
    """Send one request with a kept connection."""
    answer = POOL.request("POST", url, body=BODY, headers=headers(name))
    if answer.status != 200:
        raise RuntimeError(answer.status)
    DONE.release()


def dramatiq(url, count, in_flight, store):
    import dramatiq as library
    from dramatiq.brokers.redis import RedisBroker

    broker = RedisBroker(url=store)
    library.set_broker(broker)
    actor = library.actor(deliver, max_retries=8)
    worker = library.Worker(broker, worker_threads=in_flight)
    return lambda name: actor.send(url, name), worker.start, worker.stop


def celery(url, count, in_flight, store):
    import celery as library

    app = library.Celery("bench", broker=store)
    app.conf.update(
        worker_redirect_stdouts=False,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        task_acks_late=True,
    )
    task = app.task(deliver, name="deliver", max_retries=8)
    words = ["worker", "-P", "threads", "-c", str(in_flight), "-l", "ERROR", "--without-gossip", "--without-mingle"]
    thread = threading.Thread(target=app.worker_main, args=(words,), daemon=True)
    return lambda name: task.delay(url, name), thread.start, lambda: None


def huey(url, count, in_flight, store):
    from huey import SqliteHuey

    queue = SqliteHuey(filename=store, fsync=True)
    task = queue.task(retries=8)(deliver)
    consumer = queue.create_consumer(workers=in_flight, worker_type="thread", periodic=False)
    return lambda name: task(url, name), consumer.start, lambda: consumer.stop(graceful=False)


def procrastinate(url, count, in_flight, store):
    import asyncio

    import procrastinate as library

    app = library.App(connector=library.PsycopgConnector(conninfo=store))
    defer = library.App(connector=library.SyncPsycopgConnector(conninfo=store))

    async def job(url, name):
        await asyncio.get_running_loop().run_in_executor(None, deliver, url, name)

    for one in (app, defer):
        one.task(job, name="deliver", retry=8)
    defer.open()
    defer.schema_manager.apply_schema()

    async def work():
        from concurrent.futures import ThreadPoolExecutor

        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(in_flight))
        async with app.open_async():
            await app.run_worker_async(concurrency=in_flight, install_signal_handlers=False)

    thread = threading.Thread(target=lambda: asyncio.run(work()), daemon=True)
    task = defer.tasks["deliver"]
    return lambda name: task.defer(url=url, name=name), thread.start, lambda: None


def main(queue, url, count, in_flight, store, *more):
    """Enqueue, begin when told, wait until everything was sent."""
    store = urllib.parse.unquote(store)
    total = int(count)
    put, begin, end = globals()[queue](url, total, int(in_flight), store)
    if "latency" in more:
        begin()
        time.sleep(1.5)
        put("warm")
        DONE.acquire(timeout=60)
        print("ready", flush=True)
        sys.stdin.readline()
        begun = {}
        for number in range(total):
            name = f"msg_{number}"
            begun[name] = time.monotonic()
            put(name)
            time.sleep(0.01)
            DONE.acquire(timeout=60)
        print(json.dumps({"begun": begun}), flush=True)
        end()
        return
    for number in range(total):
        put(f"msg_{number}")
    print("ready", flush=True)
    sys.stdin.readline()
    before, start = _spent(), time.monotonic()
    begin()
    for _ in range(total):
        DONE.acquire(timeout=120)
    print(json.dumps({"processor": _spent() - before, "seconds": time.monotonic() - start}), flush=True)
    end()


def _spent():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(*sys.argv[1:])
