"""Secrets in the window: the vault of this PC, and handing over to another."""

from sakshi_desktop.core.errors import VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import handover, holders, keys
from sakshi_desktop.vault import PcVault
from sakshi_desktop.vault.memory_store import MemoryStore
from sakshi_desktop.vault.sealing import PcSealer, fingerprint
from tests.ui.integrations import CANARY, add, card, give_keyring, press, settle, spoken
from tests.vault.keyrings import Locked


def _secrets(qtbot, window):
    page = window.inside.page
    press(qtbot, page.choice.buttons["secrets"])
    settle(qtbot, window)
    return page.section


def _no_keyring():
    raise VaultError("This PC has no keyring that Sakshi trusts.", hint="Install and start GNOME Keyring or KWallet.")


def test_a_vault_that_works_says_so_and_what_is_in_it(qtbot, one_program, opened):
    give_keyring(one_program)
    row = add(one_program)
    keys.replace(one_program.database, one_program.vault, row.id, Secret(CANARY), by=one_program.actor)
    section = _secrets(qtbot, opened(one_program))
    assert section.title.text() == "keyring of the test"
    assert section.state.text().startswith("It works")
    assert [section.table.model.text(0, place) for place in range(3)] == ["INT-1 · Razorpay", "1", "Yes"]


def test_where_no_secrets_are_the_table_says_how_they_come(qtbot, one_program, opened):
    give_keyring(one_program)
    table = _secrets(qtbot, opened(one_program)).table
    assert table.empty.isVisible()
    assert table.empty.text() == (
        "No secrets yet. What you enter for a service or a webhook stands here, by its name alone."
    )


def test_another_pcs_secret_is_shown_as_missing_here(qtbot, one_program, opened):
    give_keyring(one_program)
    row = add(one_program)
    elsewhere = PcVault(one_program.settings, keyring=one_program.vault._open_keyring)
    keys.replace(one_program.database, elsewhere, row.id, Secret(CANARY), by=one_program.actor)
    give_keyring(one_program)
    window = opened(one_program)
    assert card(window).secret.text() == "Its secret is not on this PC"
    section = _secrets(qtbot, window)
    assert section.table.model.text(0, 2) == "No"
    assert section.under.text().startswith("1 not on this PC · Key of this PC: ")


def test_without_a_keyring_the_page_says_how_to_mend_it_and_nothing_is_written(qtbot, one_program, opened):
    one_program.vault = PcVault(one_program.settings, keyring=_no_keyring)
    section = _secrets(qtbot, opened(one_program))
    assert section.state.text() == "This PC has no keyring that Sakshi trusts."
    assert "GNOME Keyring" in section.hint.text()
    assert section.to_file.isVisible()
    assert not one_program.vault.file.exists


def test_a_locked_keyring_is_told_on_the_cards_too(qtbot, one_program, opened):
    give_keyring(one_program)
    row = add(one_program)
    keys.replace(one_program.database, one_program.vault, row.id, Secret(CANARY), by=one_program.actor)
    give_keyring(one_program, Locked())
    window = opened(one_program)
    assert card(window).secret.text() == "Its secret cannot be looked at"
    assert "is locked" in window.inside.page.section.under.text()
    assert "is locked" in _secrets(qtbot, window).state.text()


def test_the_file_is_used_by_choice_alone_and_shown_as_such(qtbot, one_program, opened):
    one_program.vault = PcVault(one_program.settings, keyring=_no_keyring)
    window = opened(one_program)
    section = _secrets(qtbot, window)
    press(qtbot, section.to_file)
    dialog = section.dialog
    dialog.secret.setText("correct horse battery")
    dialog.again.setText("correct horse batterz")
    press(qtbot, dialog.good)
    assert dialog.sentence("again") == "This is not the same."
    dialog.again.setText("correct horse battery")
    press(qtbot, dialog.good)
    settle(qtbot, window)
    assert section.title.text() == "Encrypted file vault"
    assert section.state.text().startswith("It works")
    assert '"vault": "file"' in (one_program.settings.folder / "settings.json").read_text()
    press(qtbot, section.to_keyring)
    settle(qtbot, window)
    assert section.state.text() == "This PC has no keyring that Sakshi trusts."
    assert '"vault": "keyring"' in (one_program.settings.folder / "settings.json").read_text()


def test_a_short_passphrase_is_refused_in_the_dialog(qtbot, one_program, opened):
    one_program.vault = PcVault(one_program.settings, keyring=_no_keyring)
    window = opened(one_program)
    section = _secrets(qtbot, window)
    section.ask_file()
    section.dialog.secret.setText("short")
    section.dialog.again.setText("short")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert "fewer than 10" in section.dialog.trouble.text()
    section.dialog.reject()


def test_a_file_that_is_closed_asks_for_its_passphrase(qtbot, one_program, opened):
    PcVault(one_program.settings).file.create(Secret("correct horse battery"))
    one_program.vault = PcVault(one_program.settings, keyring=_no_keyring)
    one_program.vault.use_file()
    window = opened(one_program)
    section = _secrets(qtbot, window)
    assert "locked" in section.state.text()
    press(qtbot, section.unlock)
    section.dialog.secret.setText("another passphrase")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert "not the one of this vault" in section.dialog.trouble.text()
    section.dialog.secret.setText("correct horse battery")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert section.state.text().startswith("It works")
    assert not section.unlock.isVisible()


def test_a_secret_is_handed_over_to_another_pc_and_arrives(qtbot, program, opened):
    give_keyring(program)
    row = add(program)
    keys.replace(program.database, program.vault, row.id, Secret(CANARY), by=program.actor)
    other = MemoryStore()
    handover.introduce(program.database, PcSealer(other), "office")
    window = opened(program)
    section = _secrets(qtbot, window)
    assert fingerprint(PcSealer(program.vault).public_key()) in section.under.text()
    section.table.view.selectRow(0)
    assert not section.enter.isEnabled()
    press(qtbot, section.give)
    assert section.dialog.pc.currentText() == f"office · {fingerprint(PcSealer(other).public_key())}"
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert handover.receive(program.database, other, PcSealer(other)) == 1
    assert CANARY in repr([secret.reveal() for kept in other._kept.values() for secret in kept.values()])
    assert "c4nary" not in spoken(window)


def test_what_was_handed_over_to_this_pc_is_taken_when_the_page_is_seen(qtbot, one_program, opened):
    give_keyring(one_program)
    other = MemoryStore()
    row = add(one_program)
    keys.replace(one_program.database, other, row.id, Secret(CANARY), by=one_program.actor)
    handover.introduce(one_program.database, PcSealer(one_program.vault), "here")
    with one_program.database.read() as session:
        (use,) = holders.uses(session, at=one_program.clock())
        (mine,) = handover.pcs(session)
    handover.give(one_program.database, other, PcSealer(other), use, mine, by=one_program.actor)
    section = _secrets(qtbot, opened(one_program))
    assert section.table.model.text(0, 2) == "Yes"
    assert one_program.vault.get(use.name, use.version) == Secret(CANARY)


def test_a_secret_of_another_pc_can_be_entered_here(qtbot, one_program, opened):
    give_keyring(one_program)
    row = add(one_program)
    keys.replace(one_program.database, MemoryStore(), row.id, Secret(CANARY), by=one_program.actor)
    window = opened(one_program)
    section = _secrets(qtbot, window)
    section.table.view.selectRow(0)
    assert not section.give.isEnabled()
    press(qtbot, section.enter)
    section.dialog.secret.setText(CANARY)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert section.table.model.text(0, 2) == "Yes"
    assert "c4nary" not in spoken(window)
