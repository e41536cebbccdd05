from . import check, report
