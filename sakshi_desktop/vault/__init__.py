"""Where secrets live: the keyring of the PC, an encrypted file by explicit choice, or the memory of one run."""

from sakshi_desktop.vault.doors import PcVault, database_password, open_vault

__all__ = ["PcVault", "database_password", "open_vault"]
