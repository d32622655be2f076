"""What the window needs of this machine: a display, and on Linux the system's libraries under Qt.

A library that is missing ends Qt without an error that could be caught: it is looked for before Qt is loaded.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from sakshi_desktop.core.errors import SakshiError

DRAWING = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libzstd.so.1": "libzstd1",
}
"""What Qt draws with, seen or not: the library and the package of Debian and Ubuntu that holds it."""
ON_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
ON_WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
DEBIAN = Path("/etc/debian_version")
Opens = Callable[[str], bool]


class ScreenError(SakshiError):
    """Nothing can be drawn on this machine as it is."""


def opens(library: str) -> bool:
    """Return whether the system has a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def answers() -> bool:
    """Return whether the X display that the environment names can be reached; Qt ends the program if not."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    if display:
        x11.XCloseDisplay(display)
    return bool(display)


def there(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Return whether a window would be seen: only Linux may be without a display."""
    return not platform.startswith("linux") or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def check(
    *,
    window: bool,
    environment: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
    has: Opens = opens,
    reached: Callable[[], bool] = answers,
    debian: Path = DEBIAN,
) -> None:
    """Raise ScreenError where a library is missing, with the line that installs it, or the display does not answer.

    Args:
        window: something is to be seen; False, pictures are drawn unseen.
    """
    if not platform.startswith("linux"):
        return
    missing = _missing(DRAWING, has) | (_missing_of_display(environment, has) if window else {})
    if missing:
        raise _lack(missing, window=window, debian=debian)
    if window and not environment.get("WAYLAND_DISPLAY") and not reached():
        raise ScreenError(
            f"The display {environment.get('DISPLAY')} does not answer.",
            hint="Start this at the screen itself, or take --no-window for figures, a report and pictures.",
        )


def _lack(missing: Mapping[str, str], *, window: bool, debian: Path) -> ScreenError:
    what = "The window cannot be opened" if window else "Pictures cannot be drawn"
    packages = " ".join(dict.fromkeys(missing.values()))
    hint = (
        f"This helps:  sudo apt install {packages}"
        if debian.exists()
        else f"Install the packages of your system that hold {', '.join(missing)}."
    )
    return ScreenError(f"{what}: the system lacks {_counted(len(missing))} that Qt draws with.", hint=hint)


def _missing_of_display(environment: Mapping[str, str], has: Opens) -> dict[str, str]:
    """Return what is missing of the display that lacks least: where one of two is whole, Qt takes that."""
    kinds = {"DISPLAY": ON_X11, "WAYLAND_DISPLAY": ON_WAYLAND}
    found = [_missing(needs, has) for name, needs in kinds.items() if environment.get(name)]
    return min(found, key=len, default={})


def _missing(needs: Mapping[str, str], has: Opens) -> dict[str, str]:
    return {library: package for library, package in needs.items() if not has(library)}


def _counted(count: int) -> str:
    return "a library" if count == 1 else f"{count} libraries"
