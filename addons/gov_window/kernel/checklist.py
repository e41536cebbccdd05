"""What a checklist line may not say."""

import re
from collections.abc import Iterable

CATCH_ALL = re.compile(r"其[他它].{0,12}(材料|资料|文件|手续)$|other (required )?(materials|documents)", re.IGNORECASE)


def is_catch_all(name: str, words: Iterable[str] = ()) -> bool:
    """Whether a line asks for anything and nothing (兜底条款).

    :param words: phrases that make it so, besides the usual ending 其他…材料
    """
    return bool(CATCH_ALL.search(name)) or any(word in name for word in words)
