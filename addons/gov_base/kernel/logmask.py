"""Keeps identity numbers out of the server's log: of its lines and of its tracebacks."""

import logging
import re

from .identity import mask

_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9\d)"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
#: what is a number of a person by its shape. A longer run of digits, such as the number of a case, is none.
SHAPES = re.compile(
    "|".join(
        (
            # resident card, and the permanent residence card of 2023; a letter may be glued to it
            rf"(?<!\d){_PROVINCE}\d{{4}}(?:18|19|20)\d\d{_DAY}\d{{3}}[\dXx](?!\d)",
            # the resident card of fifteen digits
            rf"(?<!\d){_PROVINCE}\d{{4}}\d\d{_DAY}\d{{3}}(?![\dXx])",
            # the older permanent residence card
            r"(?<![A-Za-z0-9])[A-Z]{3}\d{12}(?![A-Za-z0-9])",
            # permit of Hong Kong or Macao; eight digits that are a day are something else
            rf"(?<![A-Za-z0-9])[HM](?!20\d\d{_DAY}\b)\d{{8}}(?:\d\d)?(?![A-Za-z0-9])",
        )
    )
)
#: what is one by the word before it: passports, permits of Taiwan, and whatever stands in our own field
LABELLED = re.compile(
    r"((?:gov_id_\w+|passport|护照|通行证|居留证|身份证|证件号码?|ID number)(?:\s*(?:No\.?|number|号码|号))?"
    r"[\"'”’]?\s*[:：=,，]?\s*[\"'“‘]?)(?=[A-Z0-9]*\d{4})([A-Z0-9]{6,18})(?![A-Za-z0-9])",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """The text with the numbers of persons in it masked."""
    text = SHAPES.sub(lambda found: mask(found[0]), text)
    return LABELLED.sub(lambda found: found[1] + mask(found[2]), text)


class MaskIdentity(logging.Filter):
    """Masks identity numbers in a record's text, arguments and traceback; lets every record pass."""

    def filter(self, record):
        text = record.getMessage()
        hidden = masked(text)
        if hidden != text:
            record.msg, record.args = hidden, ()
        if record.exc_info and record.exc_info[0] and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = masked(record.exc_text)
        if record.stack_info:
            record.stack_info = masked(record.stack_info)
        return True


def install():
    """Mask in every handler of the root logger, once."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(known, MaskIdentity) for known in handler.filters):
            handler.addFilter(MaskIdentity())
