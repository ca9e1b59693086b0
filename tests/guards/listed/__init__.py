"""All guards, by promise."""

from tests.guards.guard import Guard
from tests.guards.listed import (
    promise_1,
    promise_2,
    promise_3,
    promise_4,
    promise_5,
    promise_6,
    promise_7,
    promise_8,
    promise_9,
    promise_10,
    promise_11,
)

GUARDS: tuple[Guard, ...] = (
    *promise_1.GUARDS,
    *promise_2.GUARDS,
    *promise_3.GUARDS,
    *promise_4.GUARDS,
    *promise_5.GUARDS,
    *promise_6.GUARDS,
    *promise_7.GUARDS,
    *promise_8.GUARDS,
    *promise_9.GUARDS,
    *promise_10.GUARDS,
    *promise_11.GUARDS,
)
