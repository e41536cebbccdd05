"""Parameters of a rule profile: what may be set, of which type, with which default."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: the units of a limit that may be stated in any of them (D-05)
ANY_UNIT = ("wd", "day", "hour")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number or choice on which the source documents differ (ledger part D).

    :param ledger: the ledger row it comes from
    :param label: its name, translatable
    :param default: the ledger's default; its type is the parameter's type
    :param unit: ``wd``, ``day``, ``hour`` or empty
    :param choices: the allowed values with their names, translatable, if they are a
        closed list
    :param units: the units it may be set in instead (D-05); empty: its own only
    :param awaited: nothing reads it yet: what it rules is not built
    """

    ledger: str
    label: str
    default: int | float | bool | str
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    awaited: bool = False

    def parse(self, text: str):
        """The value a stored text means.

        :raises ValueError: the text is not a value of this parameter
        """
        if isinstance(self.default, bool):
            if text.lower() not in ("true", "false", "1", "0"):
                raise ValueError(text)
            return text.lower() in ("true", "1")
        value = type(self.default)(text)
        if self.choices and value not in self.choices:
            raise ValueError(text)
        if isinstance(value, int | float) and value < 0:
            raise ValueError(text)
        return value
