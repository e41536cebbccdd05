"""What the hall's loudspeaker says, in Chinese as it is read aloud."""

DIGITS = "零一二三四五六七八九"


def by_digits(text: str) -> str:
    """Letters as they are, digits one by one: A012 is read A零一二."""
    return "".join(DIGITS[int(sign)] if sign.isascii() and sign.isdigit() else sign for sign in text)


def as_number(text: str) -> str:
    """The number of a window as people say it: 03 is 三, 16 is 十六; anything else by digits."""
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 100:
        return by_digits(text)
    tens, ones = divmod(int(text), 10)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones or not tens else "")


def announcement(code: str, window: str) -> str:
    """The call of a ticket to a window.

    :param code: the ticket's number, e.g. A012
    :param window: the number of the window, e.g. 03
    """
    return f"请{by_digits(code)}号到{as_number(window)}号窗口办理"
