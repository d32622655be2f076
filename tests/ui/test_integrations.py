from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QFileDialog

from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationStatus, IntegrationType, Role
from sakshi_desktop.hub import allowances, budgets, integrations, keys
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.store import instants
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.integrations.services_model import ServicesModel
from tests.books import TOKEN, Books
from tests.ui.integrations import CANARY, add, card, give_keyring, press, settle, spoken

DOT = "\N{NO-BREAK SPACE}· "
"""Between two facts of a line: no line that is wrapped begins with it."""


def rows(program):
    with program.database.read() as session:
        return integrations.listed(session)


def edit(program, row, **changes):
    with program.database.begin() as session:
        return integrations.edit(session, row.id, row.form, replace(row.form, **changes), by=program.actor)


def test_nothing_connected_says_what_to_do_and_does_it(qtbot, one_program, opened):
    give_keyring(one_program)
    section = opened(one_program).inside.page.section
    assert section.notice.words[0] == "Nothing is connected yet."
    section.notice.press()
    assert section.dialog.windowTitle() == "Add an integration"
    section.dialog.reject()


def test_a_service_is_connected_in_the_window_on_both_databases(qtbot, program, opened):
    give_keyring(program)
    window = opened(program)
    section = window.inside.page.section
    press(qtbot, section.add) if section.add.isVisible() else section.ask_new()
    dialog = section.dialog
    dialog.type.setCurrentIndex(dialog.type.findData(IntegrationType.PAYMENT))
    assert dialog.vendor.currentText() == dialog.name.text() == "Razorpay"
    dialog.owner.setText("Ravi")
    dialog.config.setPlainText("account = acc_1")
    press(qtbot, dialog.good)
    settle(qtbot, window)
    assert section.dialog is None
    (row,) = rows(program)
    assert (row.form.vendor, row.form.owner, row.form.config) == ("Razorpay", "Ravi", {"account": "acc_1"})
    assert card(window).name.text() == "Razorpay"
    assert "Razorpay is connected." in window.inside.toast.text


def test_what_cannot_be_taken_is_said_beside_its_field_and_nothing_is_lost(qtbot, one_program, opened):
    give_keyring(one_program)
    add(one_program)
    window = opened(one_program)
    section = window.inside.page.section
    section.ask_new()
    section.dialog.name.setText("Razorpay")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert section.dialog.sentence("name") == "Another integration has this name already."
    section.dialog.config.setPlainText("api_key = k-12345")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert "looks like a secret" in section.dialog.sentence("config")
    section.dialog.config.setPlainText("no setting")
    press(qtbot, section.dialog.good)
    assert "no “=”" in section.dialog.sentence("config")
    assert len(rows(one_program)) == 1
    section.dialog.reject()


def test_how_often_a_service_is_called_is_set_in_its_form_and_stands_on_its_card(qtbot, program, opened):
    give_keyring(program)
    service = add(program, "Own books", IntegrationType.CUSTOM, ENDPOINT).id
    window = opened(program)
    settle(qtbot, window)
    assert card(window).calls.isHidden()
    section = window.inside.page.section
    for typed, calls, words in (("90", 90, "Up to 90 calls a minute"), ("0", 0, "")):
        press(qtbot, card(window).edit)
        section.dialog.calls.setText("many")
        press(qtbot, section.dialog.good)
        settle(qtbot, window)
        assert section.dialog.sentence("calls_per_minute") == budgets.WRONG
        section.dialog.calls.setText(typed)
        press(qtbot, section.dialog.good)
        settle(qtbot, window)
        assert (rows(program)[0].form.calls_per_minute, card(window).calls.text()) == (calls, words)
    with program.database.begin() as session:
        at = instants.moment(session, program.clock)
        budgets.hold_back(session, service, 600, at=at)
    section.refresh()
    settle(qtbot, window)
    until = dates.time_of(at + timedelta(seconds=600))
    assert card(window).calls.text() == f"Asks for patience until {until}"


def test_where_nothing_is_synced_with_a_service_no_number_of_calls_is_asked_for(qtbot, one_program, opened):
    give_keyring(one_program)
    add(one_program)
    window = opened(one_program)
    settle(qtbot, window)
    assert card(window).calls.isHidden()
    section = window.inside.page.section
    section.ask_new()
    dialog = section.dialog
    dialog.type.setCurrentIndex(dialog.type.findData(IntegrationType.PAYMENT))
    assert dialog.calls.isHidden()
    dialog.type.setCurrentIndex(dialog.type.findData(IntegrationType.CUSTOM))
    dialog.vendor.setCurrentText(ENDPOINT)
    assert (dialog.calls.isHidden(), dialog.calls.placeholderText()) == (False, "Any number")
    dialog.reject()


def test_a_service_is_edited_paused_and_activated(qtbot, one_program, opened):
    give_keyring(one_program)
    add(one_program)
    window = opened(one_program)
    assert card(window).switch.text() == "Activate"
    press(qtbot, card(window).switch)
    settle(qtbot, window)
    assert (card(window).status.text(), card(window).switch.text()) == ("Active", "Pause")
    press(qtbot, card(window).switch)
    settle(qtbot, window)
    assert rows(one_program)[0].status is IntegrationStatus.INACTIVE
    press(qtbot, card(window).edit)
    section = window.inside.page.section
    section.dialog.purpose.setPlainText("Settlements")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert rows(one_program)[0].form.purpose == "Settlements"


def test_a_secret_is_entered_tested_and_forgotten_and_shown_by_its_ending_alone(qtbot, one_program, opened):
    entries = give_keyring(one_program)
    add(one_program)
    window = opened(one_program)
    section = window.inside.page.section
    card(window).more.offers["secret"].trigger()
    dialog = section.dialog
    dialog.secret.setText(CANARY)
    assert CANARY not in spoken(dialog)
    left, field = [], dialog.secret
    dialog.finished.connect(lambda _code: left.append(field.text()))
    press(qtbot, dialog.good)
    settle(qtbot, window)
    assert left == [""]
    assert card(window).secret.text() == "Secret ••••9x2Q"
    assert CANARY in entries.kept.values()
    said = []
    section.model.saved.connect(said.append)
    card(window).more.offers["test"].trigger()
    settle(qtbot, window)
    (told,) = said
    assert told.startswith("Razorpay: Its secret can be read here. No connector speaks with Razorpay yet: ")
    assert "c4nary" not in spoken(window)
    card(window).more.offers["forget"].trigger()
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert card(window).secret.text() == "No secret"
    assert entries.kept == {}


def test_a_removal_is_asked_once_more(qtbot, one_program, opened):
    give_keyring(one_program)
    add(one_program)
    window = opened(one_program)
    section = window.inside.page.section
    card(window).more.offers["remove"].trigger()
    section.dialog.reject()
    settle(qtbot, window)
    assert len(rows(one_program)) == 1
    card(window).more.offers["remove"].trigger()
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert rows(one_program) == []
    assert not section.has_body


def test_two_windows_do_not_overwrite_each_other_unseen(qtbot, one_program, opened):
    give_keyring(one_program)
    row = add(one_program)
    window = opened(one_program)
    section = window.inside.page.section
    press(qtbot, card(window).edit)
    for field, (theirs, ours) in {"owner": ("Meera", "Kiran"), "name": ("Payments", "Razorpay 2")}.items():
        row = edit(one_program, row, **{field: theirs})
        getattr(section.dialog, field).setText(ours)
        press(qtbot, section.dialog.good)
        settle(qtbot, window)
        said = f"Another person has changed the {field} of {row.name} meanwhile, to “{theirs}”."
        assert section.dialog.trouble.text().startswith(said)
        assert getattr(rows(one_program)[0].form, field) == theirs
    edit(one_program, row, purpose="Settlements")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert section.dialog is None
    form = rows(one_program)[0].form
    assert (form.owner, form.name, form.purpose) == ("Kiran", "Razorpay 2", "Settlements")


def test_the_set_up_is_written_without_secrets(qtbot, one_program, opened, tmp_path):
    give_keyring(one_program)
    row = add(one_program)
    keys.replace(one_program.database, one_program.vault, row.id, Secret(CANARY), by=one_program.actor)
    window = opened(one_program)
    press(qtbot, window.inside.page.section.paper)
    file = tmp_path / "setup.md"
    dialog = window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    settle(qtbot, window)
    text = file.read_text(encoding="utf-8")
    assert "c4nary" not in text
    assert "## Razorpay" in text
    assert "version 1" in text
    assert "setup.md" in window.inside.toast.text


def test_a_file_that_cannot_be_written_is_told(qtbot, one_program, opened, tmp_path):
    give_keyring(one_program)
    add(one_program)
    window = opened(one_program)
    window.inside.page.section._write(str(tmp_path))
    settle(qtbot, window)
    assert "cannot be written" in window.inside.toast.text


def test_an_overtaken_answer_is_not_shown(held, one_program, qapp):
    model, shown = ServicesModel(held, one_program), []
    model.shown.connect(shown.append)
    model.refresh()
    model.refresh()
    (_, first, _), (_, second, _) = held.held
    second("new")
    first("old")
    assert shown == ["new"]


def test_who_may_not_change_integrations_is_offered_nothing_to_change(qtbot, one_program, opened):
    give_keyring(one_program)
    add(one_program)
    one_program.actor = Actor(5, "Kiran", Role.SUPPORT, RIGHTS[Role.SUPPORT])
    window = opened(one_program)
    section = window.inside.page.section
    assert not section.add.isEnabled()
    assert not any(button.isEnabled() for button in (card(window).edit, card(window).switch, card(window).more))


def test_a_service_is_tested_before_it_is_saved_and_goes_live_by_that(qtbot, program, opened):
    entries = give_keyring(program)
    window = opened(program)
    section = window.inside.page.section
    with Books() as books:
        with program.database.begin() as session:
            allowances.allow(session, books.place, by=program.actor, at=program.clock())
        section.ask_new()
        dialog = section.dialog
        dialog.type.setCurrentIndex(dialog.type.findData(IntegrationType.CUSTOM))
        dialog.vendor.setCurrentText(ENDPOINT)
        dialog.name.setText("Own books")
        dialog.config.setPlainText(f"base_url = {books.url}")
        dialog.secret.setText(CANARY)
        books.answers.append((401, {}, b""))
        press(qtbot, dialog.trial.button)
        assert dialog.trial.says.text() == "Asking …"
        settle(qtbot, window)
        assert dialog.trial.says.text() == "Own books refused the secret (401). Enter it again."
        dialog.secret.setText(TOKEN)
        assert dialog.trial.says.text() == ""
        press(qtbot, dialog.trial.button)
        settle(qtbot, window)
        assert dialog.trial.says.text().endswith("lets us in with this secret.")
        assert (rows(program), entries.kept) == ([], {})
        press(qtbot, dialog.good)
        settle(qtbot, window)
        settle(qtbot, window)
        (row,) = rows(program)
        assert (row.proven, row.live, row.secret_version) == (True, False, 1)
        assert card(window).mode.text().startswith(f"Test mode: dry syncs, marked webhooks{DOT}tested ")
        card(window).more.offers["mode"].trigger()
        settle(qtbot, window)
        settle(qtbot, window)
        assert card(window).mode.text().startswith(f"Live{DOT}tested ")
        card(window).more.offers["test"].trigger()
        settle(qtbot, window)
        said = []
        section.model.saved.connect(said.append)
        card(window).edit.click()
        dialog = section.dialog
        dialog.config.setPlainText(f"base_url = {books.url}\naccount = other")
        press(qtbot, dialog.good)
        settle(qtbot, window)
        settle(qtbot, window)
        assert card(window).mode.text() == f"Test mode: dry syncs, marked webhooks{DOT}changed since its test"
        assert said == ["Own books is changed, and in test mode until a test with that has passed."]
        assert "c4nary" not in spoken(window)
