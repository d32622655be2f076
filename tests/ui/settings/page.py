"""What tests of the settings page share."""

import json

from sakshi_desktop.core.sharing import parts


def settings_in(folder):
    return json.loads((folder / "settings.json").read_text(encoding="utf-8"))


def fill_in(dialog, address):
    known = parts(address)
    dialog.host.setText(known.host)
    dialog.name.setText(known.name)
    dialog.user.setText(known.user)
    dialog.port.setValue(known.port)
