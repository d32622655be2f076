import pytest

from sakshi_desktop.core.errors import ForbiddenError, SakshiError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor, Right
from sakshi_desktop.core.vocabulary import Role


def test_every_role_has_its_rights_written_down():
    assert set(RIGHTS) == set(Role)
    assert RIGHTS[Role.OWNER] == set(Right)


def test_a_right_that_is_missing_is_refused_with_a_name():
    auditor = Actor(7, "Meera", Role.AUDITOR, RIGHTS[Role.AUDITOR])
    auditor.must(Right.READ_FIGURES)
    with pytest.raises(ForbiddenError) as refused:
        auditor.must(Right.IMPORT_SALES)
    assert refused.value.sentence == "Meera may not import sales."


def test_the_person_at_this_pc_may_do_everything():
    for right in Right:
        THIS_PC.must(right)
    assert THIS_PC.rights == set(Right)


def test_an_error_is_its_sentence_and_its_hint():
    assert str(SakshiError("It rains.", hint="Take a coat.")) == "It rains. Take a coat."
    assert str(SakshiError("It rains.")) == "It rains."
