"""Parameters of a rule profile: what may be set, of which type, with which default."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number or choice on which the source documents differ (ledger part D).

    :param ledger: the ledger row it comes from
    :param label: its name, translatable
    :param default: the ledger's default; its type is the parameter's type
    :param unit: ``wd``, ``day``, ``hour`` or empty
    :param choices: the allowed values with their names, translatable, if they are a
        closed list
    """

    ledger: str
    label: str
    default: int | float | bool | str
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

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
