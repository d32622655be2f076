import pytest

from sakshi_desktop.cli import screen
from sakshi_desktop.cli.screen import DRAWING, ON_WAYLAND, ON_X11, ScreenError

X11, WAYLAND, BOTH, NONE = (
    {"DISPLAY": ":0"},
    {"WAYLAND_DISPLAY": "wayland-0"},
    {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"},
    {},
)


def _check(tmp_path, lacking, *, window=True, environment=None, platform="linux", debian=True, reached=True):
    mark = tmp_path / "debian_version"
    if debian:
        mark.write_text("12.5")
    screen.check(
        window=window,
        environment=X11 if environment is None else environment,
        platform=platform,
        has=lambda library: library not in lacking,
        reached=lambda: reached,
        debian=mark,
    )


def _refusal(*given, **more):
    """Return the sentence with which the screen is refused; None where it will do."""
    try:
        _check(*given, **more)
    except ScreenError as refused:
        return refused.sentence
    return None


@pytest.mark.parametrize("environment", [X11, WAYLAND, BOTH])
def test_a_display_is_seen(environment):
    assert screen.there(environment, "linux")


@pytest.mark.parametrize("environment", [NONE, {"DISPLAY": ""}])
def test_linux_without_a_display_is_seen(environment):
    assert not screen.there(environment, "linux")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_have_a_display(platform):
    assert screen.there(NONE, platform)


def test_nothing_missing_is_no_error(tmp_path):
    assert _refusal(tmp_path, set()) is None


def test_all_that_is_missing_is_one_line_for_apt(tmp_path):
    with pytest.raises(ScreenError, match="window cannot be opened: the system lacks 4 libraries") as refused:
        _check(tmp_path, {"libEGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0", "libxcb-cursor.so.0"})
    assert refused.value.hint == "This helps:  sudo apt install libegl1 libglib2.0-0 libxcb-cursor0"


def test_a_system_that_is_not_debian_is_told_the_libraries(tmp_path):
    with pytest.raises(ScreenError) as refused:
        _check(tmp_path, {"libGL.so.1"}, debian=False)
    assert refused.value.hint == "Install the packages of your system that hold libGL.so.1."


def test_pictures_need_no_display(tmp_path):
    assert _refusal(tmp_path, {*ON_X11, *ON_WAYLAND}, window=False, environment=NONE) is None


def test_pictures_need_what_is_drawn_with(tmp_path):
    with pytest.raises(ScreenError, match="Pictures cannot be drawn: the system lacks a library"):
        _check(tmp_path, {"libfontconfig.so.1"}, window=False, environment=NONE)


def test_of_two_displays_one_is_enough(tmp_path):
    assert _refusal(tmp_path, {"libwayland-cursor.so.0"}, environment=BOTH) is None
    with pytest.raises(ScreenError, match="a library"):
        _check(tmp_path, {"libwayland-cursor.so.0", *ON_X11}, environment=BOTH)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_bring_their_libraries(tmp_path, platform):
    assert _refusal(tmp_path, set(DRAWING), platform=platform) is None


def test_a_display_that_does_not_answer_is_named(tmp_path):
    with pytest.raises(ScreenError, match="The display :0 does not answer") as refused:
        _check(tmp_path, set(), reached=False)
    assert "--no-window" in refused.value.hint
    assert _refusal(tmp_path, set(), environment=BOTH, reached=False) is None
    assert _refusal(tmp_path, set(), environment=NONE, reached=False, window=False) is None


def test_a_display_that_nobody_runs_is_not_reached(monkeypatch):
    if not screen.opens("libX11.so.6"):
        pytest.skip("this system has no libX11")
    monkeypatch.setenv("DISPLAY", ":7391")
    assert not screen.answers()


def test_a_library_is_looked_for_in_the_system():
    assert not screen.opens("libnobody-has-this.so.9")
