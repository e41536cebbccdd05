from . import application, appointment, catalogue, hall, ledger, lookup, photo, portal, public, zone
