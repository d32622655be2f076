"""A receiver's form as the columns of its row, and back."""

import json
from collections.abc import Sequence
from typing import Any

from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.store.models import Endpoint


def form(kept: Endpoint) -> EndpointForm:
    """Return what a person said about a receiver."""
    headers: dict[str, Any] = json.loads(kept.headers)
    conditions: dict[str, Sequence[str]] = json.loads(kept.filter or "{}")
    return EndpointForm(
        url=kept.url,
        event_types=tuple(json.loads(kept.event_types)),
        headers=headers.get("open", {}),
        secret_headers=tuple(headers.get("secret", ())),
        filter={field: tuple(values) for field, values in conditions.items()},
        concurrency=kept.concurrency,
        rate_per_minute=kept.rate_per_minute,
        retry_seconds=None if kept.retry_seconds is None else tuple(json.loads(kept.retry_seconds)),
        integration_id=kept.integration_id,
        fuller=kept.fuller,
    )


def of(said: EndpointForm, *, headers_version: int) -> dict[str, Any]:
    """Return what is kept of it, by the name of the column.

    Args:
        headers_version: of the secret that holds the secret headers.
    """
    headers = {"open": dict(said.headers), "secret": list(said.secret_headers), "version": headers_version}
    return {
        "url": said.url,
        "event_types": json.dumps(said.event_types),
        "headers": json.dumps(headers),
        "filter": json.dumps(said.filter, ensure_ascii=False) if said.filter else None,
        "concurrency": said.concurrency,
        "rate_per_minute": said.rate_per_minute,
        "fuller": said.fuller,
        "retry_seconds": None if said.retry_seconds is None else json.dumps(said.retry_seconds),
    }
