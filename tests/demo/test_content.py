import phonenumbers
import pytest

from sakshi_desktop.core import gstin as gst
from sakshi_desktop.core.clock import business_time
from sakshi_desktop.core.vocabulary import day_part
from sakshi_desktop.demo import menu, office, outlets
from sakshi_desktop.store.base import EPOCH, MICROSECOND


def test_the_menu_has_sixty_items():
    assert menu.COUNT == len(menu.PLACE) == 60


def test_the_chain_is_twelve_outlets_in_five_states(ask):
    assert ask("SELECT count(*), count(DISTINCT state), count(DISTINCT name) FROM locations") == [(12, 5, 12)]


@pytest.mark.parametrize("gstin", ["27AAPFU0939F1ZV", "29AAGCB7383J1Z4"])
def test_the_check_digit_of_a_gstin_is_right(gstin):
    assert gst.read(gstin) == gstin


def test_outlets_of_a_state_share_its_gstin(ask):
    rows = ask("SELECT DISTINCT state, gstin FROM locations")
    assert len(rows) == 5
    for state, gstin in rows:
        assert gstin.startswith(outlets.STATE_CODES[state])
        assert gst.read(gstin) == gstin


def test_two_outlets_open_within_the_window(ask, chain):
    start = chain[0].window.start
    assert ask(f"SELECT count(*) FROM locations WHERE opened_on >= {start}") == [(2,)]


def test_nothing_is_sold_before_an_outlet_opens(ask):
    assert ask("SELECT o.id FROM orders o JOIN locations l ON l.id = location_id WHERE business_date < opened_on") == []
    assert ask("SELECT s.id FROM shifts s JOIN locations l ON l.id = location_id WHERE business_date < opened_on") == []
    assert (
        ask("SELECT c.id FROM location_costs c JOIN locations l ON l.id = location_id WHERE from_day < opened_on") == []
    )


def test_orders_are_wanted_within_the_opening_hours(ask):
    assert (
        ask(
            "SELECT o.id FROM orders o JOIN opening_hours h ON h.location_id = o.location_id "
            "AND h.weekday = (o.business_date + 3) % 7 "
            "WHERE (coalesce(scheduled_for, placed_at) / 1000000 + 19800 - business_date * 86400) / 60 "
            "NOT BETWEEN opens AND closes - 1"
        )
        == []
    )


def test_days_and_hours_follow_the_rules_of_the_house(ask):
    rows = ask("SELECT coalesce(scheduled_for, placed_at), business_date, hour, day_part FROM orders")
    for micros, day, hour, part in rows:
        told = business_time(EPOCH + micros * MICROSECOND)
        assert (told.day, told.hour, str(day_part(told.hour))) == (day, hour, part)
    rows = ask("SELECT at, business_date FROM refunds")
    assert all(business_time(EPOCH + micros * MICROSECOND).day == day for micros, day in rows)


def test_orders_after_midnight_belong_to_the_evening_before(ask):
    assert ask("SELECT count(*) FROM orders WHERE hour < 4")[0][0] > 0


def test_every_order_lies_in_the_window(ask, chain):
    window = chain[0].window
    assert ask("SELECT min(business_date), max(business_date) FROM orders") == [(window.start, window.end)]
    assert ask(f"SELECT id FROM refunds WHERE business_date NOT BETWEEN {window.start} AND {window.end}") == []


def test_lines_add_up_to_their_order(ask):
    assert (
        ask(
            "SELECT o.id FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id GROUP BY o.id HAVING "
            "sum(l.net_paise) IS NOT o.net_paise OR sum(l.gross_paise) <> o.gross_paise OR "
            "sum(l.discount_paise) <> o.discount_paise OR sum(l.tax_paise) <> o.tax_paise OR "
            "sum(l.cost_paise) <> o.goods_paise OR o.gross_paise - o.discount_paise <> o.net_paise OR o.net_paise <= 0"
        )
        == []
    )
    assert ask("SELECT id FROM order_lines WHERE quantity_milli * unit_price_paise <> gross_paise * 1000") == []
    assert ask("SELECT id FROM order_lines WHERE gross_paise - discount_paise <> net_paise OR net_paise < 0") == []


def test_no_item_stands_twice_in_an_order(ask):
    assert ask("SELECT order_id FROM order_lines GROUP BY order_id, item_id HAVING count(*) > 1") == []


def test_tax_is_five_per_cent_in_two_halves(ask):
    assert ask("SELECT id FROM order_lines WHERE tax_paise <> 2 * ((net_paise * 25 + 500) / 1000)") == []


def test_payments_cover_what_is_due_in_whole_rupees(ask):
    due = "net_paise + tax_paise + tip_paise + delivery_paise + packing_paise + service_paise + round_off_paise"
    assert (
        ask(
            "SELECT o.id FROM orders o JOIN payments p ON p.order_id = o.id "
            f"GROUP BY o.id HAVING sum(amount_paise) <> {due}"
        )
        == []
    )
    assert ask(f"SELECT id FROM orders WHERE ({due}) % 100 <> 0 OR abs(round_off_paise) > 50") == []
    assert (
        ask(
            "SELECT o.id FROM orders o LEFT JOIN payments p ON p.order_id = o.id "
            "WHERE p.id IS NULL AND status IN ('delivered', 'refunded') OR p.id IS NOT NULL AND status = 'cancelled'"
        )
        == []
    )


def test_refunds_never_exceed_their_order(ask):
    assert (
        ask(
            "SELECT o.id FROM orders o JOIN refunds r ON r.order_id = o.id GROUP BY o.id "
            "HAVING sum(r.amount_paise) > o.net_paise OR (o.status = 'refunded') <> (sum(r.amount_paise) = o.net_paise)"
            " AND (SELECT count(*) FROM order_lines l WHERE l.order_id = o.id) > 1"
        )
        == []
    )
    assert (
        ask(
            "SELECT r.id FROM refunds r JOIN refund_lines l ON l.refund_id = r.id GROUP BY r.id "
            "HAVING sum(l.net_paise) <> r.amount_paise"
        )
        == []
    )
    assert ask("SELECT o.id FROM orders o JOIN refunds r ON r.order_id = o.id WHERE r.at <= o.delivered_at") == []
    assert ask("SELECT count(*) FROM refunds WHERE reason IS NOT NULL")[0][0] > 0


def test_nobody_is_given_what_they_must_not_eat(ask):
    bought = "order_lines n JOIN orders o ON o.id = n.order_id"
    assert (
        ask(
            f"SELECT o.id FROM {bought} JOIN customer_allergies a ON a.customer_id = o.customer_id "
            "JOIN item_allergens i ON i.item_id = n.item_id AND i.allergen = a.allergen"
        )
        == []
    )
    assert (
        ask(
            f"SELECT o.id FROM {bought} JOIN customers c ON c.id = o.customer_id JOIN items i ON i.id = n.item_id "
            "WHERE c.diet = 'vegan' AND i.diet <> 'vegan' OR c.diet = 'jain' AND i.diet <> 'jain' "
            "OR c.diet = 'veg' AND i.diet IN ('egg', 'non_veg') OR c.diet = 'egg' AND i.diet = 'non_veg'"
        )
        == []
    )


def test_items_are_sold_in_season_where_they_are_on_the_menu(ask):
    bought = "order_lines n JOIN orders o ON o.id = n.order_id JOIN items i ON i.id = n.item_id"
    month = "cast(strftime('%m', o.business_date * 86400, 'unixepoch') AS INTEGER)"
    assert (
        ask(
            f"SELECT o.id FROM {bought} "
            f"WHERE season_from <= season_to AND {month} NOT BETWEEN season_from AND season_to "
            f"OR season_from > season_to AND {month} < season_from AND {month} > season_to "
            "OR business_date < launched_on OR business_date >= retired_on"
        )
        == []
    )
    assert (
        ask(
            f"SELECT o.id FROM {bought} JOIN item_availability a ON a.item_id = i.id AND a.location_id = o.location_id "
            "WHERE NOT available"
        )
        == []
    )


def test_today_s_prices_are_those_of_the_menu(ask, chain):
    assert (
        ask(
            "SELECT n.id, n.unit_price_paise, i.price_paise FROM order_lines n JOIN orders o ON o.id = n.order_id "
            "JOIN items i ON i.id = n.item_id LEFT JOIN item_availability a ON a.item_id = i.id AND a.location_id = "
            f"o.location_id WHERE business_date = {chain[0].window.end} "
            "AND n.unit_price_paise <> coalesce(a.price_paise, i.price_paise)"
        )
        == []
    )


@pytest.mark.parametrize(("ledger", "amount"), [("points_entries", "points"), ("seva_entries", "tokens")])
def test_no_balance_is_ever_below_zero(ask, ledger, amount):
    running = f"SELECT sum({amount}) OVER (PARTITION BY customer_id ORDER BY at, id) AS balance FROM {ledger}"
    assert ask(f"SELECT min(balance) FROM ({running})")[0][0] >= 0


def test_points_follow_the_rules_of_the_programme(ask):
    assert (
        ask(
            "SELECT e.id FROM points_entries e JOIN orders o ON o.id = e.order_id WHERE reason = 'order' "
            "AND (points < net_paise / 1000 OR points > net_paise / 500 OR o.status NOT IN ('delivered', 'refunded') "
            "OR e.customer_id <> o.customer_id)"
        )
        == []
    )
    assert (
        ask(
            "SELECT e.id FROM points_entries e JOIN points_entries b ON b.id = e.reverses_id "
            "WHERE e.points <> -b.points OR e.customer_id <> b.customer_id OR e.at < b.at"
        )
        == []
    )


def test_rewards_that_were_used_were_paid_for(ask):
    assert (
        ask(
            "SELECT d.id FROM redemptions d JOIN points_entries e ON e.id = d.points_entry_id "
            "JOIN rewards r ON r.id = d.reward_id WHERE e.points <> -r.points OR e.customer_id <> d.customer_id"
        )
        == []
    )
    assert ask("SELECT count(*) = count(DISTINCT code) FROM redemptions") == [(1,)]


def test_every_customer_with_addresses_has_one_default(ask):
    assert ask("SELECT customer_id FROM addresses GROUP BY customer_id HAVING sum(is_default) <> 1") == []


def test_nobody_orders_before_they_are_written_down(ask):
    assert (
        ask("SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.placed_at <= c.created_at")
        == []
    )


def test_contacts_are_well_formed(ask):
    for name, phone, email in ask("SELECT name, phone, email FROM customers"):
        assert name.strip() == name
        assert phone or email
        assert phone is None or phonenumbers.is_valid_number(phonenumbers.parse(phone))
        assert email is None or email.rpartition("@")[2] in {"example.com", "example.in"}


def test_some_people_and_items_are_written_in_devanagari(ask):
    for table in ("customers", "items"):
        names = [name for (name,) in ask(f"SELECT name FROM {table}")]
        assert any("\u0900" <= name[0] <= "\u097f" for name in names)


def test_steps_lead_to_the_status_of_the_order(ask):
    last = "SELECT order_id, max(id) AS id FROM status_changes GROUP BY order_id"
    assert (
        ask(
            f"SELECT o.id FROM ({last}) l JOIN status_changes s ON s.id = l.id JOIN orders o ON o.id = l.order_id "
            "WHERE s.after <> o.status"
        )
        == []
    )
    walked = (
        "SELECT before, at, lag(after) OVER w AS came, lag(at) OVER w AS earlier FROM status_changes "
        "WINDOW w AS (PARTITION BY order_id ORDER BY id)"
    )
    assert ask(f"SELECT * FROM ({walked}) WHERE before IS NOT came OR at < earlier") == []
    assert (
        ask(
            "SELECT id FROM orders WHERE status = 'cancelled' AND id NOT IN "
            "(SELECT order_id FROM status_changes WHERE after = 'cancelled' AND reason IS NOT NULL)"
        )
        == []
    )


def test_some_orders_are_under_way_on_the_last_day_alone(ask, chain):
    rows = ask("SELECT DISTINCT business_date FROM orders WHERE status NOT IN ('delivered', 'refunded', 'cancelled')")
    assert rows == [(chain[0].window.end,)]
    assert ask("SELECT id FROM orders WHERE (delivered_at IS NULL) = (status IN ('delivered', 'refunded'))") == []


def test_ratings_come_after_the_order_and_say_something(ask):
    assert ask("SELECT r.id FROM ratings r JOIN orders o ON o.id = r.order_id WHERE r.at <= o.delivered_at") == []


def test_shifts_lie_on_their_business_date(ask):
    rows = ask("SELECT starts_at, business_date FROM shifts")
    assert rows
    assert all(business_time(EPOCH + micros * MICROSECOND).day == day for micros, day in rows)
    assert ask("SELECT s.id FROM shifts s JOIN staff p ON p.id = s.staff_id WHERE business_date > left_on") == []


def test_the_shares_are_those_of_a_cafe(ask):
    count = ask("SELECT count(*) FROM orders")[0][0]
    walk_ins, cancelled, scheduled = ask(
        "SELECT sum(customer_id IS NULL), sum(status = 'cancelled'), sum(scheduled_for IS NOT NULL) FROM orders"
    )[0]
    assert 0.30 < walk_ins / count < 0.50
    assert 0.01 < cancelled / count < 0.035
    assert 0 < scheduled / count < 0.03
    assert 2.1 < ask("SELECT count(*) FROM order_lines")[0][0] / count < 2.6
    assert 0.15 < ask("SELECT count(*) FROM ratings")[0][0] / count < 0.25


def test_nothing_claims_to_come_from_an_import(ask):
    assert ask("SELECT id FROM orders WHERE source_id IS NOT NULL OR batch_id IS NOT NULL") == []


def test_the_trail_tells_every_cancellation_and_refund_of_the_last_weeks(ask, chain):
    since = (chain[0].window.end + 1 - office.DAYS) * 86_400_000_000 - 19_800_000_000
    done = ask("SELECT action, subject_id, at, by FROM audit_entries ORDER BY at, subject_id")
    cancelled = ask(
        f"SELECT 'order.cancel', order_id, at, by FROM status_changes WHERE after = 'cancelled' AND at >= {since}"
    )
    refunded = ask(f"SELECT 'order.refund', order_id, at FROM refunds WHERE at >= {since}")
    assert {row for row in done if row[0] == "order.cancel"} == set(cancelled)
    assert {row[:3] for row in done if row[0] == "order.refund"} == set(refunded)
    assert len(done) == len(cancelled) + len(refunded) > 0


def test_every_deed_has_its_event_and_every_webhook_that_hears_it_its_delivery(ask):
    assert ask("SELECT count(*) FROM events") == ask("SELECT count(*) FROM audit_entries")
    heard = ask(
        "SELECT e.id, p.id FROM events e JOIN endpoints p, json_each(p.event_types) kind ON kind.value = e.type "
        "ORDER BY 1, 2"
    )
    assert ask("SELECT event_id, endpoint_id FROM deliveries ORDER BY 1, 2") == heard
    assert {place for _, place in heard} == set(range(1, len(office.HOOKS) + 1))


def test_deliveries_came_through_at_their_last_try(ask):
    wrong = ask(
        "SELECT d.id FROM deliveries d LEFT JOIN attempts a ON a.delivery_id = d.id GROUP BY d.id "
        "HAVING count(a.number) <> d.tries + 1 OR max(a.at) <> d.due_at OR sum(a.status = 200) <> 1"
    )
    assert wrong == []


def test_nothing_of_the_demo_leaves_the_house(ask):
    assert ask("SELECT count(*) FROM endpoints WHERE disabled_at IS NULL") == [(0,)]
    assert ask("SELECT count(*) FROM outgoing") == [(0,)]
    assert ask("SELECT count(*) FROM deliveries WHERE state <> 'done'") == [(0,)]
