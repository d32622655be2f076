"""Trying something out where there may be no database yet, without making one."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sakshi_desktop.app import App
from sakshi_desktop.core.errors import NotFoundError
from sakshi_desktop.core.settings import file_address


@contextmanager
def program(app: App) -> Iterator[App]:
    """Yield the program; where there is no database yet, the same on an empty one that is thrown away."""
    try:
        app.database  # noqa: B018  (opened, or not there)
    except NotFoundError:
        with (
            TemporaryDirectory(prefix="sakshi-") as folder,
            closing(app.at(file_address(Path(folder) / "empty.db"))) as empty,
        ):
            empty.makes = True
            yield empty
    else:
        yield app
