"""A model of all states: the engine's own phases on a model server, broken off or disturbed at every statement.

Where things are:

* ``world``     what a server holds, as a value: tables by name with their identity and rows, triggers, the journal, and
  beside them what the application believes (``Truth``). Equal worlds are one state, whatever their numbers.
* ``journal``   the `_oa_` tables, in sqlite.
* ``server``    understands the statements that the engine sends, each in full or not at all: what it doesn't know fails.
  Between any two statements the application writes.
* ``deeds``     what somebody else may do at any moment.
* ``engine``    runs one command of the real engine on such a server, in one thread and without waiting.
* ``explorer``  from each state each command; each statement that changes something is a place to be killed, to lose the
  connection, and for a deed. Every state so reached is a state to begin from.
* ``ways_out``   never a dead end: what status and errors say to call has to work, and to lead on to an end.
* ``invariants`` what has to be so in every state and after each command.

A row stands for all rows with the same fate: an INSERT, an UPDATE and a DELETE of the application are a mark each that its
trigger takes across; two tables have the same rows when they have the same marks. Two rows are by themselves (``REFUSED``):
each fits one of the two definitions alone. When an error asks for such a row to be mended, it is.
"""
