"""What is seen for a while only: work under way, a question, a result, what was stopped."""

from contextlib import contextmanager
from datetime import timedelta
from threading import Event

from sqlalchemy import update

from sakshi_desktop.app import App
from sakshi_desktop.jobs.import_desk import ImportDesk
from sakshi_desktop.store.models import Endpoint, Integration
from tests.ui import chain, windows
from tests.ui.imports.page import till
from tests.ui.operations.page import fill
from tests.ui.scenes import pages
from tests.ui.scenes.dialogs import sheet_of_staff
from tests.ui.scenes.furnishing import name_events
from tests.ui.scenes.pages import section
from tests.ui.scenes.stage import Stage
from tests.ui.windows import PATIENCE


class SlowDesk(ImportDesk):
    """Imports that say how far they are once, and then take as long as they are let: on a slow disk they do so."""

    def __init__(self, *known, **named):
        super().__init__(*known, **named)
        self.go_on = Event()

    def bring(self, found, *, dry_run, progress, **how):
        return super().bring(found, dry_run=dry_run, progress=progress if dry_run else self._slow(progress), **how)

    def bring_table(self, name, file, *, dry_run, progress, **how):
        told = progress if dry_run else self._slow(progress)
        return super().bring_table(name, file, dry_run=dry_run, progress=told, **how)

    def _slow(self, progress):
        def tell(share, text=""):
            progress(share, text)
            self.go_on.wait()

        return tell


class SlowApp(App):
    """A program whose imports are slow."""

    def __init__(self, *known, **named):
        super().__init__(*known, **named)
        self.imports = SlowDesk(self.database, by=self.actor, clock=self.clock)


def begin(stage):
    """Let the import of a till's sales and one of the staff be under way, seen from the page of imports."""
    stage.visit("imports").take_file(till(stage.folder))
    stage.rest()
    sheet_of_staff(stage)
    stage.dialog().take.click()
    stage.window.visit("imports")
    stage.page.take.click()
    line = stage.window.line
    stage.qtbot.waitUntil(lambda: len(line.jobs) == 2 and all(line.told(job)[1] for job in line.jobs), timeout=PATIENCE)


def ask_all_running(stage):
    stage.window.line.more.click()


def ask_closing(stage):
    stage.window.close()


def ask_anew(stage):
    desk = stage.window.inside.desk
    desk.reopen(desk.settings)


def stop(stage):
    """Stop the import of sales, and let the other come to its end."""
    stage.page.totals.stop.click()
    stage.window.inside.desk.program.imports.go_on.set()
    stage.rest()
    stage.page.discard.click()
    stage.rest()
    pages.choose_first(stage.page.past.table)
    stage.rest()


def find(stage):
    """Find a customer in the palette; return it."""
    stage.window.inside.ask()
    palette = stage.dialog()
    palette.field.setText("asha")
    stage.rest()
    return palette


def pause(stage):
    """Send a test to a webhook that is disabled before it goes out, and look at what waits for it."""
    panel = stage.section("webhooks").panel
    panel.test.click()
    stage.rest()
    name_events(stage.window.inside.desk.program)
    panel.switch.click()
    stage.rest()
    section("deliveries")(stage)
    pages.choose_first(stage.page.section.table)
    stage.rest()


def choose_fuller(stage):
    """Let the webhook send fuller bodies; return the preview of one, which tells more of itself than a thin one."""
    with stage.window.inside.desk.program.database.begin() as session:
        session.execute(update(Endpoint).values(fuller=True))
    panel = stage.section("webhooks").panel
    panel.asked.emit("preview", panel.row)
    preview = stage.dialog()
    preview.kind.setCurrentText("customer.created")
    stage.rest()
    return preview


def hold_back(stage):
    """Let the services ask for patience for a while, and look at them."""
    until = chain.NOW + timedelta(minutes=7)
    with stage.window.inside.desk.program.database.begin() as session:
        session.execute(update(Integration).values(calls_per_minute=90, held_until=until))
    stage.section("services").refresh()
    stage.rest()


@contextmanager
def move_days(stage):
    """Make the day of a location begin later, and give the form while its orders are moved to other days."""
    program = stage.window.inside.desk.program
    stage.visit("operations").show_section("locations")
    stage.rest()
    places = stage.page.tables["locations"]
    form = places.edit(next(row for row in places.table.model.rows if row["name"] == "Indiranagar"))
    fill(form, cutoff="05:00")
    with windows.held(program, "orders"):
        form.good.click()
        (job,) = stage.window.line.jobs
        job.progressed.emit(0.5, "2 of 4 orders, refunds and shifts")
        yield form
        form.leave.click()
    stage.qtbot.waitUntil(lambda: not form.waiting, timeout=PATIENCE)
    form.leave.click()


@contextmanager
def slow_stage(qtbot, furnished, folder):
    """The window on a furnished chain, whose imports are slow."""
    program = furnished.program(folder, SlowApp)
    try:
        with windows.opened_on(qtbot, program) as window:
            windows.quiet(qtbot, window)
            yield Stage(qtbot, window, furnished.ids, folder)
            program.imports.go_on.set()
    finally:
        program.imports.go_on.set()
        program.close()
