from . import application, appointment, catalogue, hall, lookup, portal, public
from . import application, catalogue, ledger, lookup, portal, public
from . import application, catalogue, lookup, photo, portal, public
