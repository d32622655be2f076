from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.vocabulary import Role
from tests.ui.integrations import add, give_keyring, happened, hook, press, section_of, settle


def test_none_says_what_they_are_for_and_makes_one(qtbot, one_program, opened):
    give_keyring(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    assert section.notice.words[0] == "There are no webhooks yet."
    section.notice.press()
    assert section.dialog.windowTitle() == "Add a webhook"
    section.dialog.reject()


def test_a_webhook_is_disabled_and_enabled(qtbot, one_program, opened):
    give_keyring(one_program)
    hook(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.panel.switch)
    settle(qtbot, window)
    assert section.panel.switch.text() == "Enable"
    assert section.table.model.text(0, 4) == "Disabled"
    press(qtbot, section.panel.switch)
    settle(qtbot, window)
    assert one_program.webhooks.listed()[0].disabled_at is None


def test_an_owner_allows_an_inner_address_and_takes_it_back(qtbot, one_program, opened):
    give_keyring(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.allowed)
    section.dialog.address.setText("Tally")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert "no address with a port" in section.dialog.trouble.text()
    section.dialog.address.setText("127.0.0.1:9000")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert section._answer.allowed == ("127.0.0.1:9000",)
    press(qtbot, section.allowed)
    section.dialog.unwanted.emit("127.0.0.1:9000")
    settle(qtbot, window)
    assert section._answer.allowed == ()


def test_a_manager_changes_webhooks_and_allows_no_address(qtbot, one_program, opened):
    give_keyring(one_program)
    hook(one_program)
    one_program.actor = Actor(2, "Ravi", Role.MANAGER, RIGHTS[Role.MANAGER])
    section = section_of(qtbot, opened(one_program), "webhooks")
    assert section.add.isEnabled()
    assert section.allowed.isHidden()


def test_without_the_right_nothing_is_offered(qtbot, one_program, opened):
    give_keyring(one_program)
    row, _ = hook(one_program)
    happened(one_program, row.id)
    one_program.actor = Actor(5, "Kiran", Role.SUPPORT, RIGHTS[Role.SUPPORT])
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    assert not any(
        one.isEnabled() for one in (section.add, section.panel.edit, section.panel.switch, section.panel.test)
    )
    section = section_of(qtbot, window, "deliveries")
    section.table.view.selectRow(0)
    settle(qtbot, window)
    assert not section.panel.resend.isEnabled()


def test_a_removal_is_asked_once_more(qtbot, one_program, opened):
    entries = give_keyring(one_program)
    hook(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    section.panel.more.offers["remove"].trigger()
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert one_program.webhooks.listed() == []
    assert entries.kept == {}


def test_an_integration_gets_a_webhook_from_its_card(qtbot, one_program, opened):
    give_keyring(one_program)
    row = add(one_program, "Kitchen")
    window = opened(one_program)
    window.inside.page.section.cards[row.id].more.offers["webhook"].trigger()
    settle(qtbot, window)
    section = window.inside.page.section
    assert section.dialog.owner.currentData() == row.id
    section.dialog.reject()
