from . import application, appointment, catalogue, conversation, hall, ledger, lookup, photo, portal, public
