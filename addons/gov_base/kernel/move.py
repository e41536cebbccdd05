"""One row of a transition table."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Move:
    """A move of the flow: from which states, to which state, by whom.

    :param sources: the states it may start from
    :param target: the state it ends in; empty: the record stays where it is and as who moved
        it last left it, and what was done is on record all the same
    :param label: its name, translatable, as a verb (受理, 移交 ...)
    :param groups: external ids of the groups that may do it, any of them; empty: the
        system only
    :param needs_reason: whether a written reason is required
    :param public: whether the applicant sees it in the time-line
    :param access: the right on the record that is required to do it
    :param primary: whether it is the usual next step, shown as such
    :param hotkey: the key that does it from the form
    """

    sources: tuple[str, ...]
    target: str
    label: str
    groups: tuple[str, ...] = ()
    needs_reason: bool = False
    public: bool = True
    access: str = "write"
    primary: bool = False
    hotkey: str = field(default="")
