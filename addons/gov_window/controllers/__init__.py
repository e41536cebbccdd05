from . import application, appointment, catalogue, hall, lookup, portal, public
