from . import application, catalogue, ledger, lookup, portal, public
