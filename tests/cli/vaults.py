"""A home whose secrets are in an encrypted file that opens by itself, as on a server without a keyring."""

import json

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.vault.file_store import Cost, FileStore

PASSPHRASE = "four or five made-up words"


def furnish(home):
    """Make the vault and the settings that open it; return the vault."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "passphrase").write_text(PASSPHRASE)
    vault = FileStore(home / "vault.json", cost=Cost(rounds=1, memory_kib=1_024, lanes=1))
    vault.create(Secret(PASSPHRASE))
    (home / "settings.json").write_text(json.dumps({"vault": "file", "passphrase_file": str(home / "passphrase")}))
    return vault
