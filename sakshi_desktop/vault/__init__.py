"""Where secrets live: the keyring of the PC, an encrypted file by explicit choice, or the memory of one run."""
