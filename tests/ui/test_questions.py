from sakshi_desktop.core.errors import NotFoundError
from sakshi_desktop.ui.questions import Question


def _question(held):
    question, heard, failed, busy = Question(held), [], [], []
    question.answered.connect(heard.append)
    question.failed.connect(failed.append)
    question.busy_changed.connect(busy.append)
    return question, heard, failed, busy


def test_an_overtaken_answer_is_not_shown(held, qapp):
    question, heard, _failed, _busy = _question(held)
    question.ask(str)
    question.ask(str)
    (_, first, _), (_, second, _) = held.held
    second("new")
    first("old")
    assert heard == ["new"]


def test_an_overtaken_failure_is_not_shown(held, qapp):
    question, heard, failed, _busy = _question(held)
    question.ask(str)
    question.ask(str)
    (_, _, first), (_, second, _) = held.held
    first(NotFoundError("gone", hint=""))
    second("new")
    assert (heard, failed) == (["new"], [])


def test_it_is_busy_until_the_latest_is_answered(held, qapp):
    question, _heard, _failed, busy = _question(held)
    question.ask(str)
    question.ask(str)
    (_, first, _), (_, second, _) = held.held
    first("old")
    assert busy == [True, True]
    second("new")
    assert busy == [True, True, False]


def test_a_forgotten_question_is_not_answered(held, qapp):
    question, heard, _failed, busy = _question(held)
    question.ask(str)
    question.forget()
    held.held[0][1]("late")
    assert heard == []
    assert busy[-1] is False
