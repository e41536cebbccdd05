from . import application, catalogue, lookup, portal, public
