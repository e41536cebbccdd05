from . import application, catalogue, lookup, photo, portal, public
