"""What a session of ours sets."""

from __future__ import annotations

from onlinealter.mysql.session_variables import set_differing, set_fixed


def test_only_what_differs_is_set() -> None:
    """A server with the usual settings is told little."""
    assert set_fixed({"autocommit": "ON", "sql_select_limit": "20", "unheard_of": "1"}) == (
        "SET SESSION sql_select_limit = 18446744073709551615"
    )
    assert set_fixed({"autocommit": "ON"}) == ""


def test_an_old_name_is_left_out_beside_the_new_one() -> None:
    """The server warns of it."""
    shown = {"tx_isolation": "REPEATABLE-READ", "transaction_isolation": "REPEATABLE-READ"}
    assert set_fixed(shown) == "SET SESSION transaction_isolation = 'READ-COMMITTED'"
    assert set_fixed({"tx_isolation": "REPEATABLE-READ"}) == "SET SESSION tx_isolation = 'READ-COMMITTED'"


def test_what_a_server_does_not_have_is_left_out() -> None:
    """As on a replica of another version."""
    assert set_differing({"old_mode": "", "lc_time_names": "de_DE"}, {"lc_time_names": "en_US"}) == (
        "SET SESSION lc_time_names = 'de_DE'"
    )
