"""No silent loss."""

from tests.guards.guard import Guard

_LOSSES = "tests/integration/engine/test_losses.py"

GUARDS = (
    Guard(
        5,
        "a value that would be changed silently is made an error in copy and triggers",
        "tables/conversions.py",
        'value = f"IF({each.condition}, {each.refused}, {value})"',
        "pass",
        "scenario losses_arrive",
    ),
    Guard(
        5,
        "the server is asked whether it takes the old rows",
        "checks/search.py",
        "self._try = search.is_to_be_tried",
        "self._try = False",
        "scenario loss_date",
    ),
    Guard(
        5,
        "duplicates of a new unique key are looked for beforehand",
        "checks/data_check.py",
        "        if index.unique and not any(",
        "        if False and not any(",
        "scenario loss_duplicates",
    ),
    Guard(
        5,
        "members whose text the server's own ALTER would empty bar another character set",
        "checks/member_charset.py",
        "each.source.charset != each.target.charset",
        "False",
        f"{_LOSSES}::test_a_member_outside_of_ascii_bars_another_character_set",
    ),
    Guard(
        5,
        "prepare scans every old row, however far check looked",
        "engine/search.py",
        "settings.loss_search if extent is Extent.PREPARE else LossSearch.SAMPLE",
        "LossSearch.SAMPLE",
        f"{_LOSSES}::test_check_looks_as_far_as_it_may_and_says_how_far",
    ),
    Guard(
        5,
        "what a search had found when it was killed counts when it continues",
        "checks/finds.py",
        "written(self.suspects)",
        "written({})",
        "tests/integration/engine/test_row_search.py::test_a_killed_search_goes_on_behind_its_last_row",
    ),
    Guard(
        5,
        "rows that the plan leaves out come back only where it says so",
        "checks/rollback.py",
        '"rows" not in context.plan.allow',
        "False",
        f"{_LOSSES}::test_rows_are_left_out_and_counted_before_and_after",
    ),
    Guard(
        5,
        "rows are looked at where another finding stands",
        "engine/preflight.py",
        "    if resolved:\n        sample = _losses(",
        "    if resolved and not _is_refused(findings):\n        sample = _losses(",
        "tests/integration/engine/test_findings.py::test_duplicates_are_looked_for_where_another_finding_stands",
    ),
)
